namespace LockActors.Conformance.Orleans;

/// <summary>The suite on silos that keep leases in Orleans' grain storage on Redis.</summary>
/// <param name="cluster">The cluster.</param>
public sealed class OrleansStorageConformanceTests(StorageCluster cluster)
    : OrleansConformanceSuite(cluster), IClassFixture<StorageCluster>;
