namespace LockActors.Client;

/// <summary>Elects one leader among processes: the holder of a lock.</summary>
public static class ElectionExtensions
{
    /// <summary>Stands for election until the answer is disposed: tries once now, and goes on in the
    /// background.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The lock that the leader holds.</param>
    /// <param name="gained">The leader's work. It gets the lock, with the fencing token of this term, and a token that
    /// is cancelled when the lead is lost or resigned. When it returns, the lead is kept; when it throws, the lead is
    /// given up, and tried for again after a pause.</param>
    /// <param name="lost">Called after the lead was lost or resigned and the work has ended. Default: null.</param>
    /// <param name="options">How to stand. Default: <see cref="ElectionOptions"/> as it comes.</param>
    /// <param name="cancellationToken">Resigns, and ends the election.</param>
    /// <returns>The election, when the first attempt was answered; dispose it to resign.</returns>
    /// <exception cref="LockRejectedException">The options break a limit of the service.</exception>
    /// <exception cref="ArgumentException">The pause is not more than zero.</exception>
    public static async ValueTask<LeaderElection> ElectLeaderAsync(
        this ILockClient client,
        LockKey key,
        Func<ILockHandle, CancellationToken, Task> gained,
        Func<Task>? lost = null,
        ElectionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(gained);
        options ??= new ElectionOptions();
        if (options.RetryPause <= TimeSpan.Zero)
        {
            throw new ArgumentException(
                $"RetryPause is {options.RetryPause}; it must be more than zero.", nameof(options));
        }

        var election = new LeaderElection(client, key, gained, lost, options, cancellationToken);
        await election.StartAsync().ConfigureAwait(false);
        return election;
    }
}
