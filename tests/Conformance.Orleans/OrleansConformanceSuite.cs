namespace LockActors.Conformance.Orleans;

/// <summary>The suite on a cluster whose silos and clients talk over TCP.</summary>
/// <param name="cluster">The cluster, shared by the tests of a class.</param>
public abstract class OrleansConformanceSuite(ClusterFixture cluster) : ConformanceSuite
{
    /// <inheritdoc/>
    protected override Task<ServiceUnderTest> StartAsync()
    {
        Skip.If(cluster.WhyMissing is not null, cluster.WhyMissing);
        return Task.FromResult<ServiceUnderTest>(new Cluster(cluster));
    }

    private sealed class Cluster(ClusterFixture cluster) : ServiceUnderTest
    {
        public override ILockService Service => cluster.Service;

        public override TimeProvider Time => TimeProvider.System;

        // Silos, sockets and their timers live in real time.
        public override Task PassAsync(TimeSpan span) => Task.Delay(span, Time);
    }
}
