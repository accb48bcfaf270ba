namespace LockActors.Conformance.Orleans;

/// <summary>Silos that keep leases in one Redis.</summary>
public sealed class RedisCluster() : ClusterFixture(masters: 1);
