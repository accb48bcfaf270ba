using LockActors.Monitoring;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>A monitor of one process that shows the cluster that a test says.</summary>
internal sealed class FixedCluster(ILockMonitor monitor, LockCluster cluster) : ILockMonitor
{
    /// <summary>What is shown; a test may change it.</summary>
    public LockCluster Cluster { get; set; } = cluster;

    public ValueTask<LockCluster> ClusterAsync(CancellationToken cancellationToken) => new(Cluster);

    public ValueTask<LockOverview> OverviewAsync(CancellationToken cancellationToken) =>
        monitor.OverviewAsync(cancellationToken);

    public ValueTask<LockActivity> ActivityAsync(LockKey key, CancellationToken cancellationToken) =>
        monitor.ActivityAsync(key, cancellationToken);

    public IAsyncEnumerable<LockEventBatch> EventsAsync(
        LockEventPosition? after, CancellationToken cancellationToken) => monitor.EventsAsync(after, cancellationToken);
}
