using System.Text.Json;
using LockActors.Actors;
using LockActors.Contracts;
using LockActors.Monitoring;
using Orleans.Concurrency;
using Orleans.Placement;

namespace LockActors.Grains;

/// <summary>An Orleans grain around a <see cref="LockActor"/>: it turns calls into commands, wakes the actor by a grain
/// timer, and pushes grants to the observers of waiters. All decisions are the actor's.</summary>
/// <remarks>Reentrant, because the actor orders its own turns: a call that waits for the lease store does not hold up
/// other calls.</remarks>
[Reentrant]
[Immovable]
internal sealed partial class LockGrain : IGrainBase, ILockGrain, IGrainMigrationParticipant
{
    private readonly LockGrainServices _services;
    private readonly GrainActorHost _host;
    private readonly LockActor _actor;
    private readonly string? _keyError;

    public LockGrain(IGrainContext context, LockGrainServices services)
    {
        GrainContext = context;
        _services = services;
        _host = new GrainActorHost(this, services);
        LockKey.TryParse(context.GrainId.Key.ToString(), out var key, out _keyError);
        _actor = new LockActor(
            key, services.Limits, services.Store, _host, services.Time, services.Fence.Token, services.Monitor,
            services.Memory);
    }

    public IGrainContext GrainContext { get; }

    public async ValueTask<AcquireResult> AcquireAsync(AcquireCall call)
    {
        if (_keyError is not null)
        {
            return GrainResults.Reject(new LimitViolation("key", _keyError));
        }

        if (!GrainRequests.TryRead(call, out var request, out var violation)
            || (violation = _services.Limits.Check(_actor.Key, request)) is not null)
        {
            return GrainResults.Reject(violation);
        }

        if (call.Observer is { } observer)
        {
            _host.Listen(request.Id, observer, call.Ask);
        }
        else
        {
            _host.NoteAsk(request.Id, call.Ask);
        }

        var reply = await _actor.AcquireAsync(request);
        if (reply.Outcome != LockOutcome.Queued)
        {
            _host.Forget(request.Id);
        }

        if (request.Hold > TimeSpan.Zero && reply is { IsGranted: true, Grant.Confirmed: false })
        {
            // The caller is there and waits for nothing but this.
            reply = PendingAcquire.Confirmed(reply.Grant, await _actor.ConfirmAsync(reply.Grant.LeaseId));
        }

        return GrainResults.Of(reply, request.Id, _services.Time);
    }

    public async ValueTask<RenewResult> ConfirmAsync(Guid leaseId) =>
        GrainResults.Of(await _actor.ConfirmAsync(LeaseId.FromBits(leaseId)), _services.Time);

    public async ValueTask<RenewResult> RenewAsync(Guid leaseId, TimeSpan ttl) =>
        _services.Limits.CheckTtl(ttl) is { } violation
            ? GrainResults.RejectRenewal(violation)
            : GrainResults.Of(await _actor.RenewAsync(LeaseId.FromBits(leaseId), ttl), _services.Time);

    public async ValueTask<ReleaseResult> ReleaseAsync(Guid leaseId, Guid? requestId)
    {
        RequestId? hold = requestId is { } id ? new RequestId(id) : null;
        var reply = await _actor.ReleaseAsync(LeaseId.FromBits(leaseId), hold);
        return new ReleaseResult { Outcome = reply.Outcome, Reason = reply.Reason, HoldsLeft = reply.HoldsLeft };
    }

    public ValueTask<CancelOutcome> CancelAsync(Guid requestId)
    {
        var request = new RequestId(requestId);
        _host.Forget(request);
        return request.IsNone ? new(CancelOutcome.Unknown) : _actor.CancelAsync(request);
    }

    public ValueTask DetachAsync(Guid requestId, long ask)
    {
        if (_host.IsLatestAsk(new RequestId(requestId), ask))
        {
            _actor.Detach(new RequestId(requestId));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<RevokeOutcome> RevokeAsync(long? token, string? by, string? reason) =>
        _actor.RevokeAsync(token is { } value ? new FencingToken(value) : null, new RevokeNote(by, reason));

    public ValueTask<byte[]> ActivityAsync() => new(JsonSerializer.SerializeToUtf8Bytes(
        _services.Monitor.Activity(_actor.Key, _actor), MonitorJson.Default.LockActivity));

    public async ValueTask<LockView?> DescribeAsync() =>
        await _actor.DescribeAsync() is { } found
            ? LockView.Of(found with { Member = GrainContext.Address.SiloAddress?.ToString() })
            : null;
}
