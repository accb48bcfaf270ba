using System.Collections.Concurrent;

namespace LockActors.Redis;

/// <summary>The masters of a quorum, by what they say of themselves. A Redis that is named twice, under whatever names,
/// has one vote: with two it could be a majority that excludes no client.</summary>
/// <param name="minimumAge">How long a master must have run before it votes; zero where all do.</param>
internal sealed class QuorumMembers(TimeSpan minimumAge)
{
    private readonly ConcurrentDictionary<string, RedisMaster> _byRunId = new();

    public TimeSpan MinimumAge => minimumAge;

    /// <summary>Enrols a master. Answers it, or the one that is the same Redis and was there first.</summary>
    public RedisMaster Register(RedisMaster master, string runId) => _byRunId.GetOrAdd(runId, master);

    /// <summary>Forgets what a master said of itself: its next connection may lead to another Redis.</summary>
    public void Forget(RedisMaster master)
    {
        foreach (var entry in _byRunId)
        {
            if (entry.Value == master)
            {
                _byRunId.TryRemove(entry);
            }
        }
    }
}
