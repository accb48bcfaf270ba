namespace LockActors.Cluster;

/// <summary>Silos that keep leases in their memory, where a crash costs keys only seconds.</summary>
public sealed class ShortMemoryCluster() : ClusterFixture(inRedis: false, TimeSpan.FromSeconds(8));
