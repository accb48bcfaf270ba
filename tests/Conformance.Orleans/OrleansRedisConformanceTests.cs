namespace LockActors.Conformance.Orleans;

/// <summary>The suite on silos that keep leases in one Redis.</summary>
/// <param name="cluster">The cluster.</param>
public sealed class OrleansRedisConformanceTests(RedisCluster cluster)
    : OrleansConformanceSuite(cluster), IClassFixture<RedisCluster>;
