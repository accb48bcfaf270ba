using LockActors.TestKit;

namespace LockActors.Cluster;

/// <summary>Three silos that keep leases in Redis and two applications, shared by the tests of a collection: to start
/// them takes longer than most tests.</summary>
public class RedisCluster : IAsyncLifetime
{
    internal const int SiloCount = 3;

    /// <summary>On a busy machine a silo is late now and then.</summary>
    internal static readonly Dictionary<string, string> Patient = new()
    {
        ["LOCKACTORS_SILO__PROBETIMEOUT"] = "00:00:01.5",
    };

    private protected virtual IReadOnlyDictionary<string, string> Settings => Patient;

    internal LocalCluster Cluster { get; private set; } = null!;

    internal ClusterClient App { get; private set; } = null!;

    internal ClusterClient OtherApp { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (RedisServer.WhyMissing is not null)
        {
            return;
        }

        Cluster = await LocalCluster.StartAsync(SiloCount, settings: Settings);
        App = await Cluster.ConnectAsync();
        OtherApp = await Cluster.ConnectAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }
    }

    /// <summary>Makes the cluster whole, whatever the test before did to it.</summary>
    internal async Task RestoreAsync()
    {
        if (Cluster is not null)
        {
            await Cluster.RestoreAsync();
            await Cluster.UntilWholeAsync(App);
        }
    }
}
