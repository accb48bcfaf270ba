using Xunit.Abstractions;

namespace LockActors.Cluster;

/// <summary>The same with leases in the silos' memory alone: after each crash, keys that start anew wait for the
/// longest TTL, so fewer locks are taken.</summary>
public sealed class MemoryChaosTests(ShortMemoryCluster cluster, ITestOutputHelper output)
    : ChaosTests(cluster, output), IClassFixture<ShortMemoryCluster>
{
    private protected override int FewestGrants => 200;

    private protected override IEnumerable<Func<SiloProcess, Task>> MoreHarm(Faults faults) => [];
}
