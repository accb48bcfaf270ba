namespace LockActors.Cluster;

/// <summary>Silos that keep leases in Redis.</summary>
public sealed class RedisCluster() : ClusterFixture(inRedis: true);
