namespace LockActors.Actors;

public sealed partial class LocalLockService
{
    private bool _disposed;

    /// <summary>Ends the service: acquires are answered <see cref="LockOutcome.Unavailable"/>. What the lease store has
    /// yet to remove is sent at once, but not waited for; <see cref="DisposeAsync"/> does. Leases that are held stay in
    /// the store until their time ends.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        foreach (var actor in _actors.Values)
        {
            actor.BeginDrain();
        }

        End();
    }

    /// <summary>Ends the service: acquires are answered <see cref="LockOutcome.Unavailable"/>, and the lease store has
    /// 2 s to remove the leases that were released; a key that it did not free by then is logged. Leases that are held
    /// stay in the store until their time ends.</summary>
    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _disposed, true);
        await Task.WhenAll(_actors.Values.Select(static actor => actor.DrainAsync())).ConfigureAwait(false);
        End();
    }

    private void End()
    {
        _free.Dispose();
        _deadlines.Dispose();
    }
}
