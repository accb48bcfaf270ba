using LockActors.Bench.Harness;

namespace LockActors.Bench.Redis;

/// <summary>Counts the pairs, warm-up included.</summary>
internal sealed class CountingTaker(IPairTaker inner) : IPairTaker
{
    private long _pairs;

    public long Pairs => Interlocked.Read(ref _pairs);

    public ValueTask<Pair> TakeAsync(LockKey key) => inner.TakeAsync(key);

    public ValueTask ReleaseAsync(LockKey key, Pair pair)
    {
        Interlocked.Increment(ref _pairs);
        return inner.ReleaseAsync(key, pair);
    }
}
