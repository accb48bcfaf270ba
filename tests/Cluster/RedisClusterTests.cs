namespace LockActors.Cluster;

/// <summary>The tests that share the cluster with leases in Redis.</summary>
[CollectionDefinition(Name)]
public sealed class RedisClusterTests : ICollectionFixture<RedisCluster>
{
    public const string Name = "Redis cluster";
}
