using LockActors.TestKit;

namespace LockActors.Conformance.Orleans;

/// <summary>A server that keeps leases in Redis.</summary>
public sealed class RedisServerProcess : ServerProcess
{
    /// <inheritdoc/>
    public override string? WhyMissing => RedisServer.WhyMissing;

    /// <inheritdoc/>
    protected override async Task<(IAsyncDisposable Store, string[] Args)> StartStoreAsync()
    {
        var redis = await RedisServer.StartAsync();
        return (redis, ["--store", "redis", "--redis", redis.EndPoint]);
    }
}
