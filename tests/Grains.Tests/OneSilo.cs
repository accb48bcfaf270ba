using Orleans.TestingHost;

namespace LockActors.Grains.Tests;

/// <summary>One silo with short limits, so that what lapses lapses soon.</summary>
public sealed class OneSilo : IAsyncLifetime
{
    public static readonly LockLimits Limits = new()
    {
        ConfirmWindow = TimeSpan.FromMilliseconds(500),
        LivenessWindow = TimeSpan.FromSeconds(4),
        MaxWaiters = 4,
    };

    private readonly TestCluster _cluster;

    public OneSilo()
    {
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<Silo>();
        _cluster = builder.Build();
    }

    public IGrainFactory Grains => _cluster.Client;

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) =>
            siloBuilder.AddLockGrains(options => options.Limits = Limits);
    }
}
