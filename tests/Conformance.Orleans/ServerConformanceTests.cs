using LockActors.TestKit;

namespace LockActors.Conformance.Orleans;

/// <summary>The suite over HTTP on a silo process that keeps leases in Redis.</summary>
/// <param name="server">The server, shared by the tests of this class.</param>
public sealed class ServerConformanceTests(ServerProcess server) : ConformanceSuite, IClassFixture<ServerProcess>
{
    /// <inheritdoc/>
    protected override Task<ServiceUnderTest> StartAsync()
    {
        Skip.If(RedisServer.WhyMissing is not null, RedisServer.WhyMissing);
        return Task.FromResult<ServiceUnderTest>(new Server(server));
    }

    private sealed class Server(ServerProcess server) : ServiceUnderTest
    {
        public override ILockService Service => server.Service;

        public override TimeProvider Time => TimeProvider.System;

        public override Task PassAsync(TimeSpan span) => Task.Delay(span, Time);
    }
}
