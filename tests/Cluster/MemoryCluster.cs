namespace LockActors.Cluster;

/// <summary>Silos that keep leases in their memory.</summary>
public sealed class MemoryCluster() : ClusterFixture(inRedis: false);
