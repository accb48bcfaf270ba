namespace LockActors.Conformance.Orleans;

/// <summary>The suite on silos that keep leases on a Redlock quorum.</summary>
/// <param name="cluster">The cluster.</param>
public sealed class OrleansRedlockConformanceTests(RedlockCluster cluster)
    : OrleansConformanceSuite(cluster), IClassFixture<RedlockCluster>;
