using LockActors.Bench.Harness;
using Medallion.Threading.Redis;
using StackExchange.Redis;

namespace LockActors.Bench.Redis;

/// <summary>DistributedLock.Redis, as its documentation shows it.</summary>
internal sealed class DistributedLockTaker(IReadOnlyList<IDatabase> databases) : IPairTaker
{
    public async ValueTask<Pair> TakeAsync(LockKey key) =>
        new(default, default, await new RedisDistributedLock($"dl:{key}", databases).AcquireAsync());

    public ValueTask ReleaseAsync(LockKey key, Pair pair) => ((IAsyncDisposable)pair.Handle!).DisposeAsync();
}
