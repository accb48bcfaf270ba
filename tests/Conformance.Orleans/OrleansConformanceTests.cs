namespace LockActors.Conformance.Orleans;

/// <summary>The suite on a silo that keeps leases in memory.</summary>
/// <param name="cluster">The cluster.</param>
public sealed class OrleansConformanceTests(MemoryCluster cluster)
    : OrleansConformanceSuite(cluster), IClassFixture<MemoryCluster>;
