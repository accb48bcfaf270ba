using LockActors.Client.Orleans;
using Orleans.TestingHost;

namespace LockActors.Conformance.Orleans;

/// <summary>Three silos with lock grains, and a client, over TCP on loopback.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private readonly TestCluster _cluster;
    private OrleansLockService? _service;

    public ClusterFixture()
    {
        var builder = new TestClusterBuilder(3);
        builder.Options.ConnectionTransport = ConnectionTransportType.TcpSocket;
        builder.AddSiloBuilderConfigurator<Silo>();
        _cluster = builder.Build();
    }

    public ILockService Service => _service ?? throw new InvalidOperationException("The cluster has not started.");

    public IGrainFactory Grains => _cluster.Client;

    public async Task InitializeAsync()
    {
        await _cluster.DeployAsync();
        _service = new OrleansLockService(_cluster.Client);
    }

    public async Task DisposeAsync()
    {
        _service?.Dispose();
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.AddLockGrains();
    }
}
