using System.Collections.Concurrent;

namespace LockActors.Redis;

/// <summary>The changes under way that may put a lease on a master. A removal that overtook one would leave the lease
/// there.</summary>
internal sealed class LeaseArrivals
{
    private readonly ConcurrentDictionary<LeaseId, Task> _underWay = new();

    /// <summary>Remembers a change until it is over, which takes bounded time.</summary>
    public Task<MasterReply> Add(LeaseId lease, Task<MasterReply> change)
    {
        if (change.IsCompleted)
        {
            return change;
        }

        _underWay[lease] = change;
        _ = change.ContinueWith(
            static (over, state) =>
            {
                var (arrivals, lease) = ((LeaseArrivals, LeaseId))state!;
                arrivals._underWay.TryRemove(new(lease, over));
            },
            (this, lease),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return change;
    }

    /// <summary>Completes, and does not fail, when the last such change of a lease is over.</summary>
    public async Task Of(LeaseId lease)
    {
        if (_underWay.TryGetValue(lease, out var change))
        {
            await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
