namespace LockActors.Client;

/// <summary>Takes locks for an application and keeps them: renews their leases, tells their holders in time when they
/// are lost, and releases them.</summary>
/// <remarks>Safe to use from any thread; one client per application is enough.</remarks>
public interface ILockClient
{
    /// <summary>Takes a lock, waiting for its turn.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="options">How to take it. Default: the client's <see cref="LockClientOptions.Acquire"/>.</param>
    /// <param name="cancellationToken">Ends the wait, never a lock that is held.</param>
    /// <returns>A handle; dispose it to release the lock.</returns>
    /// <exception cref="LockTimeoutException">The lock was certainly not acquired within
    /// <see cref="AcquireOptions.Wait"/>.</exception>
    /// <exception cref="LockUnavailableException">The outcome is unknown; what may be left behind is cleaned
    /// up.</exception>
    /// <exception cref="LockRejectedException">The request breaks a limit of the service.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    ValueTask<ILockHandle> AcquireAsync(
        LockKey key, AcquireOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Takes a lock if it is free, or becomes free within <see cref="AcquireOptions.Wait"/>, which is zero
    /// here unless options are given.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="options">How to take it. Default: the client's <see cref="LockClientOptions.Acquire"/> without a
    /// wait.</param>
    /// <param name="cancellationToken">Ends the wait, never a lock that is held.</param>
    /// <returns>A handle; null when the lock is certainly not held.</returns>
    /// <exception cref="LockUnavailableException">The outcome is unknown; what may be left behind is cleaned
    /// up.</exception>
    /// <exception cref="LockRejectedException">The request breaks a limit of the service.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    ValueTask<ILockHandle?> TryAcquireAsync(
        LockKey key, AcquireOptions? options = null, CancellationToken cancellationToken = default);
}
