using System.Net;
using LockActors.Silo.Settings;
using LockActors.TestKit;
using StackExchange.Redis;

namespace LockActors.Silo.Tests;

/// <summary>Silos that find each other in Redis and keep their leases there.</summary>
public sealed class ClusterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [RedisFact]
    public async Task Stop_OfOneSilo_LeavesItsLeasesToTheOthers()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var first = await StartAsync(redis);
        await using var second = await StartAsync(redis);
        var request = new LockRequest { Id = RequestId.New(), Ttl = TimeSpan.FromMinutes(1) };
        var leases = new Dictionary<LockKey, LeaseId>();
        for (var i = 0; i < 16; i++)
        {
            LockKey key = $"k{i}";
            leases[key] = (await first.Service.AcquireAsync(key, request)).Grant!.LeaseId;
        }

        await first.StopAsync();

        foreach (var (key, lease) in leases)
        {
            var renewed = await second.Service.RenewAsync(key, lease, TimeSpan.FromMinutes(1));
            Assert.Equal(RenewOutcome.Renewed, renewed.Outcome);
        }
    }

    [RedisFact]
    public async Task Ready_WhileTheStoreIsAway_SaysSoAndComesBack()
    {
        await using var clustering = await RedisServer.StartAsync();
        await using var store = await RedisServer.StartAsync();
        await using var silo = await StartAsync(clustering, store);
        Assert.Equal((HttpStatusCode.OK, """{"status":"ready"}"""), await silo.AskAsync("/health/ready"));

        await store.KillAsync();

        await silo.IsNotReadyForItsStoreAsync(store.EndPoint);
        Assert.Equal(HttpStatusCode.OK, (await silo.AskAsync("/health/live")).Status);
        await store.RestartAsync(keepData: false);
        await Poll.UntilAsync(
            async () => (await silo.AskAsync("/health/ready")).Status == HttpStatusCode.OK, "a ready silo", Patience);
    }

    [RedisFact]
    public async Task Ready_WhileTheStoreIsFull_SaysSoAndAWaitThatEndsThenIsUnavailable()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var silo = await StartAsync(redis);
        await using var plain = await ConnectionMultiplexer.ConnectAsync($"{redis.EndPoint},allowAdmin=true");
        await plain.GetDatabase().StringSetAsync("ballast", new string('x', 1 << 20));
        await plain.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "1mb");

        await silo.IsNotReadyForItsStoreAsync("OOM command not allowed");
        var reply = await silo.Service.AcquireAsync(
            "free", new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromSeconds(1) });
        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
        Assert.Contains("OOM command not allowed", reply.Cause, StringComparison.Ordinal);

        await plain.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        await Poll.UntilAsync(
            async () => (await silo.AskAsync("/health/ready")).Status == HttpStatusCode.OK, "a ready silo", Patience);
    }

    private static Task<RunningSilo> StartAsync(RedisServer clustering, RedisServer? store = null) =>
        RunningSilo.StartAsync(
            new SiloSettings { Clustering = ClusteringKind.Redis, Redis = clustering.EndPoint },
            new StoreSettings { Kind = LeaseStoreKind.Redis, Masters = [(store ?? clustering).EndPoint] });
}
