using LockActors.Contracts;
using LockActors.Monitoring;

namespace LockActors.Client.Orleans;

/// <summary>The lock service of an Orleans cluster: each key is a grain. Waiting holds no grain call open: grants are
/// pushed to one observer of this process, and a slow poll is the fallback and the sign of life.</summary>
/// <remarks>Calls that fail on the way are tried again with the same request id as long as there is time to
/// wait.</remarks>
public sealed partial class OrleansLockService : ILockService, IDisposable
{
    private readonly IGrainFactory _grains;
    private readonly OrleansLockOptions _options;
    private readonly TimeProvider _time;
    private readonly GrantObserver _grants;
    private readonly Silos _silos;
    private readonly ContentionHints _hints = new();
    private readonly Deadlines<Waiting> _polls;
    private readonly Lazy<ILockObserver> _observer;
    private bool _isDisposed;

    /// <summary>Makes the service.</summary>
    /// <param name="grains">The cluster client, or the grain factory of a silo.</param>
    /// <param name="options">How it works. Default: <see cref="OrleansLockOptions"/> as it comes.</param>
    /// <param name="time">The clocks. Default: the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public OrleansLockService(IGrainFactory grains, OrleansLockOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(grains);
        _grains = grains;
        _options = options ?? new OrleansLockOptions();
        _options.Validate();
        _time = time ?? TimeProvider.System;
        _silos = new Silos(grains, _time);
        _grants = new GrantObserver();
        _polls = new Deadlines<Waiting>(
            _time,
            static (waiting, _) => waiting.Signal(),
            static (waiting, _) => !waiting.IsOver,
            static _ => { }); // Signal completes a source and cannot fail.
        _observer = new Lazy<ILockObserver>(() => _grains.CreateObjectReference<ILockObserver>(_grants));
    }

    /// <inheritdoc/>
    public async ValueTask<RenewReply> ConfirmAsync(
        LockKey key, LeaseId lease, CancellationToken cancellationToken = default)
    {
        var sent = _time.Monotonic();
        return await AskAsync(
            static (grain, lease) => grain.ConfirmAsync(lease), lease.ToBits(), key, cancellationToken)
            .ConfigureAwait(false) is { } result ? Read(result, sent) : new(RenewOutcome.Unavailable);
    }

    /// <inheritdoc/>
    public async ValueTask<RenewReply> RenewAsync(
        LockKey key, LeaseId lease, TimeSpan ttl, CancellationToken cancellationToken = default)
    {
        var sent = _time.Monotonic();
        return await AskAsync(
            static (grain, it) => grain.RenewAsync(it.Lease, it.Ttl),
            (Lease: lease.ToBits(), Ttl: ttl),
            key,
            cancellationToken)
            .ConfigureAwait(false) is { } result ? Read(result, sent) : new(RenewOutcome.Unavailable);
    }

    /// <inheritdoc/>
    public async ValueTask<ReleaseReply> ReleaseAsync(
        LockKey key, LeaseId lease, RequestId? hold = null, CancellationToken cancellationToken = default) =>
        await AskAsync(
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
            return await GrainOf(key).CancelAsync(request.Value).AsTask().WaitAsync(cancellationToken)
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
            return await GrainOf(key).RevokeAsync(token?.Value, note.By, note.Reason).AsTask()
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
        var view = await AskAsync(static (grain, _) => Describe(grain), 0, key, cancellationToken)
            .ConfigureAwait(false);
        return view?.ToSnapshot() ?? throw new LockUnavailableException(key);
    }

    /// <summary>Stops polling. Requests that still wait end with <see cref="ObjectDisposedException"/> and are taken
    /// back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _grants.SignalAll();
        _polls.Dispose();
        if (_observer.IsValueCreated)
        {
            _grains.DeleteObjectReference<ILockObserver>(_observer.Value);
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed), this);

    private static async ValueTask<LockView> Describe(ILockGrain grain) =>
        await grain.DescribeAsync().ConfigureAwait(false)
            ?? throw new OrleansException("The lease store does not answer.");

    private static RenewReply Read(RenewResult result, TimeSpan sent) => new(
        result.Outcome,
        result.ValidFor,
        sent,
        result.Reason,
        result.Field is null ? null : new LimitViolation(result.Field, result.Message ?? ""));

    /// <summary>The grain to call; the calls of the asynchronous method that asks for it tell their trace.</summary>
    private ILockGrain GrainOf(LockKey key)
    {
        TraceFlow.Begin();
        return _grains.GetGrain<ILockGrain>(key.Value);
    }

    /// <summary>One call of a grain; null when no answer came.</summary>
    private async ValueTask<T?> AskAsync<TState, T>(
        Func<ILockGrain, TState, ValueTask<T>> call, TState state, LockKey key, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var answer = call(GrainOf(key), state);
            return cancellationToken.CanBeCanceled
                ? await answer.AsTask().WaitAsync(cancellationToken).ConfigureAwait(false)
                : await answer.ConfigureAwait(false);
        }
        catch (Exception error) when (Failures.IsOperating(error, cancellationToken))
        {
            return null;
        }
    }
}
