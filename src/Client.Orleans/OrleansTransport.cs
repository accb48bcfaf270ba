using LockActors.Contracts;

namespace LockActors.Client.Orleans;

/// <summary>What the requests of one process share: the way to the grains, and the observer to which they push
/// grants.</summary>
internal sealed class OrleansTransport : IDisposable
{
    private readonly IGrainFactory _grains;
    private readonly Lazy<ILockObserver> _observer;
    private bool _isClosed;

    public OrleansTransport(IGrainFactory grains, OrleansLockOptions options, TimeProvider time)
    {
        _grains = grains;
        Options = options;
        Polls = new Deadlines<OrleansAcquire>(
            time,
            static (waiting, _) => waiting.Signal(),
            static (waiting, _) => !waiting.IsOver,
            static _ => { }); // Signal completes a source and cannot fail.
        _observer = new Lazy<ILockObserver>(() => _grains.CreateObjectReference<ILockObserver>(Grants));
    }

    public OrleansLockOptions Options { get; }

    public ContentionHints Hints { get; } = new();

    public GrantObserver Grants { get; } = new();

    /// <summary>When waiting requests ask again.</summary>
    public Deadlines<OrleansAcquire> Polls { get; }

    public ILockObserver Observer => _observer.Value;

    /// <summary>Wakes what waits, to find the service closed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, true))
        {
            return;
        }

        Grants.SignalAll();
        Polls.Dispose();
        if (_observer.IsValueCreated)
        {
            _grains.DeleteObjectReference<ILockObserver>(_observer.Value);
        }
    }

    public void ThrowIfClosed() =>
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed), typeof(OrleansLockService));

    /// <summary>The grain to call; the calls of the asynchronous method that asks for it tell their trace.</summary>
    public ILockGrain GrainOf(LockKey key)
    {
        TraceFlow.Begin();
        return _grains.GetGrain<ILockGrain>(key.Value);
    }

    /// <summary>One call of a grain; null when no answer came.</summary>
    public async ValueTask<T?> CallAsync<TState, T>(
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
