using System.Collections.Concurrent;
using LockActors.Client.Orleans;
using LockActors.Contracts;
using LockActors.TestKit;
using Orleans.Configuration;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace LockActors.Grains.Tests;

/// <summary>Three silos that share a lease store. A test that stops one has a cluster of its own.</summary>
internal sealed class ThreeSilos : IAsyncDisposable
{
    private const string StoreSetting = "lease-store";
    private static readonly ConcurrentDictionary<string, SharedLeaseStore> Stores = new();

    private readonly TestCluster _cluster;
    private readonly string _store = Guid.NewGuid().ToString();

    private ThreeSilos()
    {
        var builder = new TestClusterBuilder(3);
        builder.Properties[StoreSetting] = _store;
        builder.AddSiloBuilderConfigurator<Silo>();
        _cluster = builder.Build();
    }

    public IGrainFactory Grains => _cluster.Client;

    public static async Task<ThreeSilos> StartAsync()
    {
        var silos = new ThreeSilos();
        await silos._cluster.DeployAsync();
        return silos;
    }

    public OrleansLockService NewService() => new(_cluster.Client);

    /// <summary>The silo that hosts the key's grain; not the first one, which keeps the membership table.</summary>
    public async Task<SiloHandle?> HostOfAsync(string key)
    {
        foreach (var silo in _cluster.SecondarySilos)
        {
            // The runtime's own answer may come from a cache.
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
            var index = Grains.GetGrain<ILockIndexGrain>(silo.SiloAddress.ToParsableString());
            if (await index.ListAsync(key, "", 1) is { Locks.Length: > 0 })
            {
                return silo;
            }
        }

        return null;
    }

    /// <summary>A key that does not live on the first silo, with its lease held.</summary>
    public async Task<(LockKey Key, SiloHandle Host, LockGrant Grant, RequestId Request)> HoldSomewhereElseAsync(
        ILockService service, TimeSpan ttl)
    {
        while (true)
        {
            LockKey key = $"moves/{Guid.NewGuid():N}";
            var request = new LockRequest { Id = RequestId.New(), Ttl = ttl };
            var reply = await service.AcquireAsync(key, request);
            Assert.Equal(LockOutcome.Granted, reply.Outcome);
            if (await HostOfAsync(key.Value) is { } host)
            {
                return (key, host, reply.Grant!, request.Id);
            }

            await service.ReleaseAsync(key, reply.Grant!.LeaseId);
        }
    }

    public Task StopAsync(SiloHandle silo) => _cluster.StopSiloAsync(silo);

    public Task KillAsync(SiloHandle silo) => _cluster.KillSiloAsync(silo);

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        Stores.TryRemove(_store, out _);
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder
            .AddDistributedGrainDirectory()
            .Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 2;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
            })
            .AddLockGrains(options => options.Store = Stores.GetOrAdd(
                siloBuilder.Configuration[StoreSetting]!, static _ => new SharedLeaseStore(TimeProvider.System)));
    }
}
