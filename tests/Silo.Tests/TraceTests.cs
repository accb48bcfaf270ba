using System.Diagnostics;
using LockActors.Client;
using LockActors.Client.Orleans;
using LockActors.Silo.Settings;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace LockActors.Silo.Tests;

/// <summary>Traces that begin in an application, which is an Orleans client over TCP, and end at Redis.</summary>
public sealed class TraceTests : IAsyncLifetime, IDisposable
{
    private const string Call = "ILockGrain/AcquireAsync";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Traces _traces = new();
    private RedisServer? _redis;
    private RunningSilo? _silo;

    public async Task InitializeAsync()
    {
        if (RedisServer.WhyMissing is not null)
        {
            return;
        }

        _redis = await RedisServer.StartAsync();
        _silo = await RunningSilo.StartAsync(
            new SiloSettings(),
            new StoreSettings { Kind = LeaseStoreKind.Redis, Masters = [_redis.EndPoint] });
    }

    public async Task DisposeAsync()
    {
        await (_silo?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_redis?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    public void Dispose() => _traces.Dispose();

    [RedisTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Acquire_OfAnOrleansClient_IsOneTraceDownToRedis(bool withSpansOfOrleans)
    {
        using var app = await ConnectAsync(withSpansOfOrleans);
        var locks = app.Services.GetRequiredService<ILockClient>();
        using var root = _traces.Begin("work");

        await using var handle = await locks.AcquireAsync("traced");

        var redis = await _traces.FindAsync(root, "EVALSHA", "lock.store.verb", "Place");
        await _traces.FindAsync(root, "lockactors.acquire");
        var path = _traces.PathTo(root, redis);
        string[] calls = withSpansOfOrleans ? [Call, Call] : [Call];
        Assert.Equal(
            ["EVALSHA", "lockactors.store.place", "lockactors.actor.acquire", .. calls, "lockactors.acquire"],
            path.Select(span => span.OperationName));
        Assert.Equal((ActivityKind.Server, true), (path[3].Kind, path[3].HasRemoteParent));
        Assert.Equal((ActivityKind.Client, false), (path[^1].Kind, path[^1].HasRemoteParent));
        Assert.All(
            path.Where(span => span.Source.Name == "LockActors"),
            span => Assert.Equal("traced", span.GetTagItem("lock.key")));
        Assert.Equal("granted", path[2].GetTagItem("lock.outcome"));
        Assert.Equal("done", path[1].GetTagItem("lock.outcome"));
    }

    [RedisFact]
    public async Task HandOff_ToAWaiter_BelongsToTheReleaseThatCausedIt()
    {
        using var app = await ConnectAsync(withSpansOfOrleans: false);
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        using var service = new OrleansLockService(grains);
        using var locks = new LockClient(service);
        var holder = await service.AcquireAsync("handed", new LockRequest { Id = RequestId.New() });
        using var waiting = _traces.Begin("wait");
        var waiter = locks.AcquireAsync("handed").AsTask();
        await Poll.UntilAsync(
            async () => (await service.GetAsync("handed")).WaiterCount == 1, "a waiter", Patience);
        using var releasing = _traces.Begin("release");

        await service.ReleaseAsync("handed", holder.Grant!.LeaseId);
        await using var handle = await waiter.WaitAsync(Patience);

        var redis = await _traces.FindAsync(releasing, "EVALSHA");
        Assert.Equal(
            ["EVALSHA", "lockactors.store.replace", "ILockGrain/ReleaseAsync"],
            _traces.PathTo(releasing, redis).Select(span => span.OperationName));
        Assert.DoesNotContain(_traces.Of(releasing), span => span.OperationName == "lockactors.actor.acquire");

        var acquire = await _traces.FindAsync(waiting, "lockactors.acquire");
        Assert.Equal("granted", acquire.GetTagItem("lock.outcome"));
        Assert.Equal((waiting.SpanId, handle.Token.Value), (acquire.ParentSpanId, acquire.GetTagItem("lock.token")));
        var asked = await _traces.FindAsync(waiting, "lockactors.actor.acquire", "lock.outcome", "queued");
        Assert.Contains(acquire, _traces.PathTo(waiting, asked));
        Assert.DoesNotContain(
            _traces.Of(waiting),
            span => span.OperationName.StartsWith("lockactors.store", StringComparison.Ordinal));
    }

    /// <summary>An application that uses the locks of the silo.</summary>
    private async Task<IHost> ConnectAsync(bool withSpansOfOrleans)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering(_silo!.Gateway).Configure<ClusterOptions>(static cluster =>
                (cluster.ClusterId, cluster.ServiceId) = ("lockactors", "lockactors"));
            if (withSpansOfOrleans)
            {
                client.AddActivityPropagation();
            }
        });
        builder.Services.AddLockClient().UseOrleans();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
