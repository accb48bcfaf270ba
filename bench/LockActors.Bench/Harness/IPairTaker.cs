namespace LockActors.Bench.Harness;

/// <summary>A way to take a lock and release it again.</summary>
internal interface IPairTaker
{
    ValueTask<Pair> TakeAsync(LockKey key);

    ValueTask ReleaseAsync(LockKey key, Pair pair);
}
