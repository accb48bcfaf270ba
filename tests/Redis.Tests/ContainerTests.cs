using LockActors.Actors;
using LockActors.Client;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Redis.Tests;

/// <summary>Which lease store the lock services of an application take, and what they leave in it.</summary>
public sealed class ContainerTests
{
    private const int Applications = 40;
    private static readonly LockKey Key = "container";
    private static readonly LockRequest Long = new() { Id = RequestId.New(), Ttl = TimeSpan.FromSeconds(30) };

    [RedisTheory]
    [InlineData(null)]
    [InlineData("reports")]
    public async Task UseLocal_KeepsLeasesInTheStoreOfTheApplication(string? name)
    {
        await using var rig = await RedisRig.StartAsync();
        var services = new ServiceCollection();
        services.AddRedisLeaseStore(Options(rig));
        (name is null ? services.AddLockClient() : services.AddLockClient(name)).UseLocal();
        await using var provider = services.BuildServiceProvider();

        await using var handle = await ClientOf(provider, name).AcquireAsync(Key);

        Assert.True(await (await rig.PlainAsync()).KeyExistsAsync($"lock:{Key}"));
    }

    [RedisFact]
    public async Task AddLocalLockService_KeepsLeasesInTheStoreOfTheApplication()
    {
        await using var rig = await RedisRig.StartAsync();
        await using var provider = new ServiceCollection()
            .AddRedisLeaseStore(Options(rig)).AddLocalLockService().BuildServiceProvider();

        await provider.GetRequiredService<ILockService>().TakeAsync(Key);

        Assert.True(await (await rig.PlainAsync()).KeyExistsAsync($"lock:{Key}"));
    }

    [RedisFact]
    public async Task UseLocal_OfANamedClient_TakesTheStoreOfThatName()
    {
        await using var rig = await RedisRig.StartAsync(masters: 2);
        var services = new ServiceCollection();
        services.AddRedisLeaseStore(Options(rig) with { Masters = [rig.Servers[0].EndPoint] });
        services.AddRedisLeaseStore("reports", Options(rig) with { Masters = [rig.Servers[1].EndPoint] });
        services.AddLockClient("reports").UseLocal();
        await using var provider = services.BuildServiceProvider();

        await using var handle = await ClientOf(provider, "reports").AcquireAsync(Key);

        Assert.False(await (await rig.PlainAsync(0)).KeyExistsAsync($"lock:{Key}"));
        Assert.True(await (await rig.PlainAsync(1)).KeyExistsAsync($"lock:{Key}"));
    }

    [Fact]
    public async Task TwoStores_AreRefusedByName()
    {
        var services = new ServiceCollection()
            .AddRedisLeaseStore(new RedisLeaseOptions { Masters = ["127.0.0.1:1"] })
            .AddRedisLeaseStore(new RedisLeaseOptions { Masters = ["127.0.0.1:2", "127.0.0.1:3", "127.0.0.1:4"] });
        services.AddLockClient().UseLocal();
        await using var provider = services.BuildServiceProvider();

        var error = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<ILockService>());

        Assert.Contains("UseLocal() has 2 lease stores", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Redis 127.0.0.1:1 and Redlock 127.0.0.1:2, 127.0.0.1:3, 127.0.0.1:4", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoreOfTheOptions_BesideAnotherOfTheApplication_IsRefused()
    {
        var other = new RedisLeaseOptions { Masters = ["127.0.0.1:1"] };
        var services = new ServiceCollection()
            .AddRedisLeaseStore(other)
            .AddLocalLockService(_ => new LocalLockOptions { Store = RedisLeaseStores.Create(other) });
        await using var provider = services.BuildServiceProvider();

        var error = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<ILockService>());

        Assert.Contains("AddLocalLockService() has 2 lease stores", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The release is answered before the store has removed the lease.</summary>
    [RedisTheory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public async Task Dispose_RightAfterARelease_LeavesNoLeaseBehind(int masters, bool asynchronously)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        for (var i = 0; i < Applications; i++)
        {
            var provider = new ServiceCollection()
                .AddRedisLeaseStore(Options(rig)).AddLocalLockService().BuildServiceProvider();
            var service = provider.GetRequiredService<ILockService>();
            LockKey key = $"container/{i}";
            await service.ReleaseAsync(await service.TakeAsync(key, Long.Ttl));

            // Taken again at once, so that its lease would linger.
            await service.ReleaseAsync(await service.TakeAsync(key, Long.Ttl));
            if (asynchronously)
            {
                await provider.DisposeAsync();
            }
            else
            {
                provider.Dispose();
            }
        }

        for (var master = 0; master < masters; master++)
        {
            if (!asynchronously)
            {
                // What is under way is not cut off, but not waited for either.
                await Poll.UntilAsync(
                    async () => await LeasesAsync(rig, master) == "", "no lease", TimeSpan.FromSeconds(5));
            }

            Assert.Equal("", await LeasesAsync(rig, master));
        }
    }

    [RedisFact]
    public async Task Dispose_WhileAnAcquireIsUnderWay_LeavesNoLeaseBehind()
    {
        await using var rig = await RedisRig.StartAsync();
        for (var i = 0; i < Applications; i++)
        {
            var provider = new ServiceCollection()
                .AddRedisLeaseStore(Options(rig)).AddLocalLockService().BuildServiceProvider();
            var service = provider.GetRequiredService<ILockService>();
            await service.ReleaseAsync(await service.TakeAsync("container/warm", Long.Ttl));
            var acquiring = service.AcquireAsync($"container/{i}", Long).AsTask();

            await provider.DisposeAsync();

            // A grant that came first is the caller's; it stays, as every lease that is held.
            Assert.True(
                (await acquiring.WaitAsync(LockRequests.Patience)).IsGranted
                == ((await LeasesAsync(rig)).Contains($"container/{i}\n", StringComparison.Ordinal)));
        }
    }

    [RedisFact]
    public async Task Dispose_WhileRedisIsSilent_EndsAndSaysWhatStays()
    {
        await using var rig = await RedisRig.StartAsync();
        var audit = new TaskCompletionSource<string>();
        var log = new CallbackLog<ContainerTests>((_, line) => audit.TrySetResult(line));
        var provider = new ServiceCollection()
            .AddRedisLeaseStore(Options(rig))
            .AddLocalLockService(_ => new LocalLockOptions { Audit = log })
            .BuildServiceProvider();
        var service = provider.GetRequiredService<ILockService>();
        var grant = await service.TakeAsync(Key, Long.Ttl);
        await rig.Server.FreezeAsync();
        await service.ReleaseAsync(grant);

        await provider.DisposeAsync().AsTask().WaitAsync(LockRequests.Patience);

        Assert.StartsWith(
            "The process ends before the lease store removed a released lease of lock container",
            await audit.Task.WaitAsync(LockRequests.Patience),
            StringComparison.Ordinal);
        await rig.Server.ThawAsync();
    }

    private static ILockClient ClientOf(ServiceProvider provider, string? name) => name is null
        ? provider.GetRequiredService<ILockClient>()
        : provider.GetRequiredKeyedService<ILockClient>(name);

    private static RedisLeaseOptions Options(RedisRig rig) => new()
    {
        Masters = [.. rig.Servers.Select(server => server.EndPoint)],
        CommandTimeout = TimeSpan.FromSeconds(5),
        NodeTimeout = TimeSpan.FromSeconds(5),
        YoungMasters = YoungMasters.Allow,
    };

    /// <summary>The names of the locks that Redis holds, one a line.</summary>
    private static async Task<string> LeasesAsync(RedisRig rig, int master = 0)
    {
        var plain = await rig.PlainAsync(master);
        var keys = await plain.Multiplexer.GetServers()[0].KeysAsync(pattern: "lock:*").ToListAsync();
        return string.Concat(keys.Select(static key => $"{key}\n"));
    }
}
