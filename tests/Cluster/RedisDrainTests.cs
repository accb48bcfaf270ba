namespace LockActors.Cluster;

/// <summary>With leases in Redis.</summary>
[Collection(RedisClusterTests.Name)]
public sealed class RedisDrainTests(RedisCluster cluster) : DrainTests(cluster);
