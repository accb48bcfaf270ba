namespace LockActors.Conformance.Orleans;

/// <summary>The suite on a cluster of three silos that talk over TCP.</summary>
/// <param name="cluster">The cluster, shared by the tests of this class.</param>
public sealed class OrleansConformanceTests(ClusterFixture cluster) : ConformanceSuite, IClassFixture<ClusterFixture>
{
    /// <inheritdoc/>
    protected override Task<ServiceUnderTest> StartAsync() => Task.FromResult<ServiceUnderTest>(new Cluster(cluster));

    private sealed class Cluster(ClusterFixture cluster) : ServiceUnderTest
    {
        public override ILockService Service => cluster.Service;

        public override TimeProvider Time => TimeProvider.System;

        // Silos, sockets and their timers live in real time.
        public override Task PassAsync(TimeSpan span) => Task.Delay(span, Time);
    }
}
