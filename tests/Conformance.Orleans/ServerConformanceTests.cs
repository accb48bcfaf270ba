namespace LockActors.Conformance.Orleans;

/// <summary>The suite over HTTP on a server that keeps leases in Redis.</summary>
/// <param name="server">The server.</param>
public sealed class ServerConformanceTests(RedisServerProcess server)
    : ServerConformanceSuite(server), IClassFixture<RedisServerProcess>;
