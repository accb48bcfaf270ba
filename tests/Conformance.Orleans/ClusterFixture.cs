using LockActors.Client.Orleans;
using LockActors.Grains;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using StackExchange.Redis;

namespace LockActors.Conformance.Orleans;

/// <summary>Three silos with lock grains, or one alone that keeps leases in its memory, and a client, over TCP on
/// loopback.</summary>
/// <param name="masters">How many Redis masters keep the leases; none for one silo alone.</param>
/// <param name="inGrainStorage">Whether the silos keep leases in Orleans' grain storage on that Redis. Default:
/// false.</param>
public abstract class ClusterFixture(int masters, bool inGrainStorage = false) : IAsyncLifetime
{
    private const string MastersSetting = "conformance-masters";
    private const string StorageSetting = "conformance-storage";

    private RedisServer[] _servers = [];
    private TestCluster? _cluster;
    private OrleansLockService? _service;

    /// <summary>The client's way to the silos.</summary>
    public ILockService Service => _service ?? throw new InvalidOperationException("The cluster has not started.");

    /// <summary>Why the tests are skipped; null when they run.</summary>
    public string? WhyMissing => masters > 0 ? RedisServer.WhyMissing : null;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (WhyMissing is not null)
        {
            return;
        }

        _servers = await Task.WhenAll(Enumerable.Range(0, masters).Select(_ => RedisServer.StartAsync()));
        var builder = new TestClusterBuilder((short)(masters > 0 ? 3 : 1));
        builder.Options.ConnectionTransport = ConnectionTransportType.TcpSocket;
        builder.Properties[MastersSetting] = string.Join(';', _servers.Select(server => server.EndPoint));
        builder.Properties[StorageSetting] = $"{inGrainStorage}";
        builder.AddSiloBuilderConfigurator<Silo>();
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        _service = new OrleansLockService(_cluster.Client);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _service?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.StopAllSilosAsync();
            await _cluster.DisposeAsync();
        }

        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var masters = siloBuilder.Configuration[MastersSetting] ?? "";
            if (siloBuilder.Configuration[StorageSetting] == bool.TrueString)
            {
                siloBuilder
                    .AddRedisGrainStorage("leases", storage => storage.ConfigurationOptions =
                        ConfigurationOptions.Parse(masters))
                    .AddLockGrains()
                    .StoreIn("leases", new GrainStorageOptions { CallTimeout = TimeSpan.FromSeconds(10) });
                return;
            }

            if (masters.Length > 0)
            {
                siloBuilder.Services.AddRedisLeaseStore(RedisSubject.Options(masters.Split(';')));
            }

            siloBuilder.AddLockGrains();
        }
    }
}
