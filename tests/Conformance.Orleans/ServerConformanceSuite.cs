namespace LockActors.Conformance.Orleans;

/// <summary>The suite over HTTP on a silo process.</summary>
/// <param name="server">The server, shared by the tests of a class.</param>
public abstract class ServerConformanceSuite(ServerProcess server) : ConformanceSuite
{
    /// <inheritdoc/>
    protected override Task<ServiceUnderTest> StartAsync()
    {
        Skip.If(server.WhyMissing is not null, server.WhyMissing);
        return Task.FromResult<ServiceUnderTest>(new Server(server));
    }

    private sealed class Server(ServerProcess server) : ServiceUnderTest
    {
        public override ILockService Service => server.Service;

        public override TimeProvider Time => TimeProvider.System;

        public override Task PassAsync(TimeSpan span) => Task.Delay(span, Time);
    }
}
