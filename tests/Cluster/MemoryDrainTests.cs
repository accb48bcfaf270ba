namespace LockActors.Cluster;

/// <summary>With leases in the silos' memory alone.</summary>
public sealed class MemoryDrainTests(MemoryCluster cluster) : DrainTests(cluster), IClassFixture<MemoryCluster>;
