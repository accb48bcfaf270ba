using LockActors.Contracts;
using LockActors.Monitoring;

namespace LockActors.Client.Orleans;

/// <summary>The lock service of an Orleans cluster: each key is a grain. Waiting holds no grain call open: grants are
/// pushed to one observer of this process, and a slow poll is the fallback and the sign of life.</summary>
/// <remarks>Calls that fail on the way are tried again with the same request id as long as there is time to
/// wait.</remarks>
public sealed partial class OrleansLockService : ILockService, IDisposable
{
    private readonly OrleansTransport _transport;
    private readonly TimeProvider _time;
    private readonly Silos _silos;

    /// <summary>Makes the service.</summary>
    /// <param name="grains">The cluster client, or the grain factory of a silo.</param>
    /// <param name="options">How it works. Default: <see cref="OrleansLockOptions"/> as it comes.</param>
    /// <param name="time">The clocks. Default: the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public OrleansLockService(IGrainFactory grains, OrleansLockOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(grains);
        options ??= new OrleansLockOptions();
        options.Validate();
        _time = time ?? TimeProvider.System;
        _silos = new Silos(grains, _time);
        _transport = new OrleansTransport(grains, options, _time);
    }

    /// <inheritdoc/>
    public ValueTask<AcquireReply> AcquireAsync(
        LockKey key, LockRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<AcquireReply>(cancellationToken);
        }

        _transport.ThrowIfClosed();
        return key.Value.Length == 0
            ? new(AcquireReply.Reject(LockLimits.Default.Check(key, request)!))
            : new OrleansAcquire(this, _transport, key, request, _time).RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<RenewReply> ConfirmAsync(
        LockKey key, LeaseId lease, CancellationToken cancellationToken = default)
    {
        var sent = _time.Monotonic();
        return await _transport.CallAsync(
            static (grain, lease) => grain.ConfirmAsync(lease), lease.ToBits(), key, cancellationToken)
            .ConfigureAwait(false) is { } result ? Read(result, sent) : new(RenewOutcome.Unavailable);
    }

    /// <inheritdoc/>
    public async ValueTask<RenewReply> RenewAsync(
        LockKey key, LeaseId lease, TimeSpan ttl, CancellationToken cancellationToken = default)
    {
        var sent = _time.Monotonic();
        return await _transport.CallAsync(
            static (grain, it) => grain.RenewAsync(it.Lease, it.Ttl),
            (Lease: lease.ToBits(), Ttl: ttl),
            key,
            cancellationToken)
            .ConfigureAwait(false) is { } result ? Read(result, sent) : new(RenewOutcome.Unavailable);
    }

    /// <inheritdoc/>
    public async ValueTask<ReleaseReply> ReleaseAsync(
        LockKey key, LeaseId lease, RequestId? hold = null, CancellationToken cancellationToken = default) =>
        await _transport.CallAsync(
            static (grain, it) => grain.ReleaseAsync(it.Lease, it.Hold),
            (Lease: lease.ToBits(), Hold: hold?.Value), key, cancellationToken)
            .ConfigureAwait(false) is { } result
                ? new(result.Outcome, result.Reason, result.HoldsLeft)
                : new(ReleaseOutcome.Unavailable);

    /// <inheritdoc/>
    public async ValueTask<CancelOutcome> CancelAsync(
        LockKey key, RequestId request, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _transport.GrainOf(key).CancelAsync(request.Value).AsTask().WaitAsync(cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (Failures.IsOperating(error, cancellationToken))
        {
            return CancelOutcome.Unavailable;
        }
    }

    /// <inheritdoc/>
    public ValueTask<RevokeOutcome> RevokeAsync(
        LockKey key, FencingToken? token = null, CancellationToken cancellationToken = default) =>
        RevokeAsync(key, token, new RevokeNote(), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RevokeOutcome> RevokeAsync(
        LockKey key, FencingToken? token, RevokeNote note, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(note);
        try
        {
            return await _transport.GrainOf(key).RevokeAsync(token?.Value, note.By, note.Reason).AsTask()
                .WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (Failures.IsOperating(error, cancellationToken))
        {
            return RevokeOutcome.Unavailable;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LockSnapshot> GetAsync(LockKey key, CancellationToken cancellationToken = default)
    {
        var view = await _transport.CallAsync(static (grain, _) => Describe(grain), 0, key, cancellationToken)
            .ConfigureAwait(false);
        return view?.ToSnapshot() ?? throw new LockUnavailableException(key);
    }

    /// <summary>Stops polling. Requests that still wait end with <see cref="ObjectDisposedException"/> and are taken
    /// back.</summary>
    public void Dispose() => _transport.Dispose();

    private static async ValueTask<LockView> Describe(ILockGrain grain) =>
        await grain.DescribeAsync().ConfigureAwait(false)
            ?? throw new OrleansException("The lease store does not answer.");

    private static RenewReply Read(RenewResult result, TimeSpan sent) => new(
        result.Outcome,
        result.ValidFor,
        sent,
        result.Reason,
        result.Field is null ? null : new LimitViolation(result.Field, result.Message ?? ""));
}
