using Xunit.Abstractions;

namespace LockActors.Cluster;

/// <summary>The same with leases in the silos' memory alone: after each crash, keys that start anew wait for the
/// longest TTL, so fewer locks are taken.</summary>
public sealed class MemoryChaosTests(ITestOutputHelper output) : ChaosTests(output)
{
    private protected override bool InRedis => false;

    private protected override TimeSpan? MaxTtl => TimeSpan.FromSeconds(8);

    private protected override int FewestGrants => 200;

    private protected override IEnumerable<Func<SiloProcess, Task>> MoreHarm(Faults faults) => [];
}
