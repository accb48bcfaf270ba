using Xunit.Abstractions;

namespace LockActors.Cluster;

/// <summary>With leases in Redis, which is lost now and then.</summary>
[Collection(RedisClusterTests.Name)]
public sealed class RedisChaosTests(RedisCluster cluster, ITestOutputHelper output) : ChaosTests(cluster, output)
{
    private protected override int FewestGrants => 1_000;

    private protected override IEnumerable<Func<SiloProcess, Task>> MoreHarm(Faults faults) =>
        [_ => faults.LoseRedisAsync()];
}
