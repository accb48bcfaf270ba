using LockActors.Monitoring;

namespace LockActors.Actors;

/// <summary>How the servers of a lease store are; implemented by stores that have any.</summary>
public interface ILeaseStoreHealth
{
    /// <summary>What kind of store it is: <c>redis</c>, <c>redlock</c> or <c>storage</c>.</summary>
    string Kind { get; }

    /// <summary>Asks every master. Answers in bounded time.</summary>
    /// <param name="cancellationToken">Ends waiting for the answers.</param>
    ValueTask<IReadOnlyList<StoreMaster>> AskAsync(CancellationToken cancellationToken = default);
}
