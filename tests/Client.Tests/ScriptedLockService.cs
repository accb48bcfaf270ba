using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>A lock service whose attempts are answered as the test tells it to, and which writes down when it was
/// asked. Grants everything unless told otherwise.</summary>
internal sealed class ScriptedLockService : ILockService
{
    private readonly SimClock _clock;
    private long _tokens;

    public ScriptedLockService(SimClock clock)
    {
        _clock = clock;
        OnAcquire = (request, _) => new(Granted(request));
        OnRenew = ttl => new(Renewed(ttl));
        OnConfirm = () => new(Renewed(TimeSpan.FromSeconds(30)));
    }

    public Func<LockRequest, CancellationToken, ValueTask<AcquireReply>> OnAcquire { get; set; }

    public Func<TimeSpan, ValueTask<RenewReply>> OnRenew { get; set; }

    public Func<ValueTask<RenewReply>> OnConfirm { get; set; }

    public Func<ValueTask<ReleaseReply>> OnRelease { get; set; } = () => new(new ReleaseReply(ReleaseOutcome.Released));

    public Func<ValueTask<CancelOutcome>> OnCancel { get; set; } = () => new(CancelOutcome.Cancelled);

    /// <summary>How many renewals one request takes; each request is written down as their number.</summary>
    public int MaxRenewals { get; set; } = 1;

    public List<int> Batches { get; } = [];

    public List<LockRequest> Acquires { get; } = [];

    public List<RequestId> Cancels { get; } = [];

    /// <summary>When each renewal was asked for.</summary>
    public List<TimeSpan> Renewals { get; } = [];

    public List<TimeSpan> Confirms { get; } = [];

    public List<TimeSpan> Releases { get; } = [];

    public AcquireReply Granted(LockRequest request, bool confirmed = true, TimeSpan? countedFrom = null) => new(
        LockOutcome.Granted,
        new LockGrant
        {
            Key = Some.Key,
            LeaseId = Some.Lease(1),
            Token = new FencingToken(TakeTokens(request.TokenBlock)),
            TokenBlock = request.TokenBlock,
            Ttl = request.Ttl,
            ValidFor = confirmed ? request.Ttl : TimeSpan.FromSeconds(2),
            CountedFrom = countedFrom ?? _clock.Now,
            Confirmed = confirmed,
        });

    public RenewReply Renewed(TimeSpan ttl) => new(RenewOutcome.Renewed, ttl, _clock.Now);

    public ValueTask<AcquireReply> AcquireAsync(
        LockKey key, LockRequest request, CancellationToken cancellationToken = default) =>
        new ScriptedAcquire(this, key, request).RunAsync(cancellationToken);

    public ValueTask<RenewReply> ConfirmAsync(LockKey key, LeaseId lease, CancellationToken cancellationToken = default)
    {
        Confirms.Add(_clock.Now);
        return OnConfirm();
    }

    public ValueTask<RenewReply> RenewAsync(
        LockKey key, LeaseId lease, TimeSpan ttl, CancellationToken cancellationToken = default)
    {
        lock (Renewals)
        {
            Renewals.Add(_clock.Now);
        }

        return OnRenew(ttl);
    }

    public async ValueTask<IReadOnlyList<RenewReply>> RenewManyAsync(
        IReadOnlyList<LeaseRenewal> renewals, CancellationToken cancellationToken = default)
    {
        Batches.Add(renewals.Count);
        var replies = new List<RenewReply>();
        foreach (var renewal in renewals)
        {
            replies.Add(await RenewAsync(renewal.Key, renewal.Lease, renewal.Ttl, cancellationToken));
        }

        return replies;
    }

    public ValueTask<ReleaseReply> ReleaseAsync(
        LockKey key, LeaseId lease, RequestId? hold = null, CancellationToken cancellationToken = default)
    {
        Releases.Add(_clock.Now);
        return OnRelease();
    }

    public ValueTask<CancelOutcome> CancelAsync(
        LockKey key, RequestId request, CancellationToken cancellationToken = default)
    {
        Cancels.Add(request);
        return OnCancel();
    }

    public ValueTask<RevokeOutcome> RevokeAsync(
        LockKey key, FencingToken? token = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<LockSnapshot> GetAsync(LockKey key, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<LockPage> ListAsync(LockQuery query, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    private long TakeTokens(int count)
    {
        _tokens += count;
        return _tokens - count + 1;
    }

    private sealed class ScriptedAcquire(ScriptedLockService service, LockKey key, LockRequest request)
        : PendingAcquire(service, key, request, service._clock)
    {
        protected override async ValueTask<AcquireReply> AttemptAsync(
            AttemptTimes times, CancellationToken cancellationToken)
        {
            var asked = Request with { WaitedFor = times.WaitedFor, Hold = times.Hold };
            service.Acquires.Add(asked);
            return await service.OnAcquire(asked, cancellationToken).AsTask().WaitAsync(cancellationToken);
        }
    }
}
