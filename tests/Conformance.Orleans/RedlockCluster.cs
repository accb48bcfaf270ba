namespace LockActors.Conformance.Orleans;

/// <summary>Silos that keep leases on a quorum of three masters.</summary>
public sealed class RedlockCluster() : ClusterFixture(masters: 3);
