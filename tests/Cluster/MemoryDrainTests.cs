namespace LockActors.Cluster;

/// <summary>The same with leases in the silos' memory alone.</summary>
public sealed class MemoryDrainTests : DrainTests
{
    private protected override bool InRedis => false;
}
