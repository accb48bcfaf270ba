namespace LockActors.Conformance.Orleans;

/// <summary>Silos that keep leases in Orleans' grain storage on Redis.</summary>
public sealed class StorageCluster() : ClusterFixture(masters: 1, inGrainStorage: true);
