namespace LockActors.Client;

/// <summary>Runs work under a lock.</summary>
public static class RunExtensions
{
    /// <summary>Takes a lock, runs the work and releases the lock.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The lock.</param>
    /// <param name="body">The work. Its token is cancelled when the lock is lost and when the caller cancels.</param>
    /// <param name="options">How to take the lock. Default: the client's
    /// <see cref="LockClientOptions.Acquire"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the lock, and cancels the work.</param>
    /// <exception cref="LockTimeoutException">The lock was not acquired in time; the work did not begin.</exception>
    /// <exception cref="LockUnavailableException">The outcome of the acquire is unknown; the work did not
    /// begin.</exception>
    /// <exception cref="LockLostException">The work was cancelled because the lock was lost.</exception>
    public static Task RunAsync(
        this ILockClient client,
        LockKey key,
        Func<ILockHandle, CancellationToken, Task> body,
        AcquireOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return client.RunAsync(
            key,
            async (handle, token) =>
            {
                await body(handle, token).ConfigureAwait(false);
                return true;
            },
            options,
            cancellationToken);
    }

    /// <summary>Takes a lock, runs the work, releases the lock and returns what the work returned.</summary>
    /// <typeparam name="TResult">What the work returns.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The lock.</param>
    /// <param name="body">The work. Its token is cancelled when the lock is lost and when the caller cancels.</param>
    /// <param name="options">How to take the lock. Default: the client's
    /// <see cref="LockClientOptions.Acquire"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the lock, and cancels the work.</param>
    /// <exception cref="LockTimeoutException">The lock was not acquired in time; the work did not begin.</exception>
    /// <exception cref="LockUnavailableException">The outcome of the acquire is unknown; the work did not
    /// begin.</exception>
    /// <exception cref="LockLostException">The work was cancelled because the lock was lost.</exception>
    public static async Task<TResult> RunAsync<TResult>(
        this ILockClient client,
        LockKey key,
        Func<ILockHandle, CancellationToken, Task<TResult>> body,
        AcquireOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(body);
        var handle = await client.AcquireAsync(key, options, cancellationToken).ConfigureAwait(false);
        await using (handle.ConfigureAwait(false))
        {
            var lost = handle.LostToken;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, cancellationToken);
            try
            {
                return await body(handle, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException error)
                when (lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new LockLostException(key, (handle as LockHandle)?.LostReason ?? EndReason.None, error);
            }
        }
    }
}
