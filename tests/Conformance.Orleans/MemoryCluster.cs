namespace LockActors.Conformance.Orleans;

/// <summary>A silo alone that keeps leases in its memory.</summary>
public sealed class MemoryCluster() : ClusterFixture(masters: 0);
