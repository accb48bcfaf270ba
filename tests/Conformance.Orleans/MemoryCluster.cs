namespace LockActors.Conformance.Orleans;

/// <summary>Silos that keep leases in their memory.</summary>
public sealed class MemoryCluster() : ClusterFixture(masters: 0);
