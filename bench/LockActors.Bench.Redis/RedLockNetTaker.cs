using LockActors.Bench.Harness;
using RedLockNet;
using RedLockNet.SERedis;
using RedLockNet.SERedis.Configuration;
using StackExchange.Redis;

namespace LockActors.Bench.Redis;

/// <summary>RedLock.net, which tries again every 10 ms, as the plain spin does.</summary>
internal sealed class RedLockNetTaker(IEnumerable<ConnectionMultiplexer> connections) : IPairTaker
{
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(10);

    private readonly RedLockFactory _factory =
        RedLockFactory.Create([.. connections.Select(connection => new RedLockMultiplexer(connection))]);

    public async ValueTask<Pair> TakeAsync(LockKey key)
    {
        var taken = await _factory.CreateLockAsync($"rl:{key}", Expiry, Wait, Retry);
        return taken.IsAcquired
            ? new Pair(default, default, taken)
            : throw new InvalidOperationException($"The lock was not granted: {taken.Status}.");
    }

    public ValueTask ReleaseAsync(LockKey key, Pair pair) => ((IRedLock)pair.Handle!).DisposeAsync();
}
