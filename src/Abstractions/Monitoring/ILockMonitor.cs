namespace LockActors.Monitoring;

/// <summary>What operators see of a lock service beyond <see cref="ILockService"/>: numbers, histories, events as they
/// happen, and the processes and lease stores that the service is made of. It changes nothing, and no lease id is ever
/// shown.</summary>
/// <remarks>Methods throw <see cref="LockUnavailableException"/> when no answer comes. Members of a service that do not
/// answer are named, and what they know is missing.</remarks>
public interface ILockMonitor
{
    /// <summary>The service in numbers.</summary>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    ValueTask<LockOverview> OverviewAsync(CancellationToken cancellationToken = default);

    /// <summary>What happened to a lock lately, and how long it is held.</summary>
    /// <param name="key">The lock. One that was never used is answered with an empty history.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    ValueTask<LockActivity> ActivityAsync(LockKey key, CancellationToken cancellationToken = default);

    /// <summary>The processes and the lease store of the service.</summary>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    ValueTask<LockCluster> ClusterAsync(CancellationToken cancellationToken = default);

    /// <summary>The events of the service as they happen, a batch at a time. Events are kept for a while only: what
    /// was asked for and is gone is counted in <see cref="LockEventBatch.Missed"/>.</summary>
    /// <param name="after">Where to go on: the position of an earlier batch, <see cref="LockEventPosition.Start"/> for
    /// all that is still kept, null for what happens from now on.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>Batches until the token is cancelled; the first one comes at once, possibly empty, with the position
    /// that the stream began at.</returns>
    IAsyncEnumerable<LockEventBatch> EventsAsync(
        LockEventPosition? after = null, CancellationToken cancellationToken = default);
}
