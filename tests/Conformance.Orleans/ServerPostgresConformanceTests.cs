namespace LockActors.Conformance.Orleans;

/// <summary>The suite over HTTP on a server that keeps leases in PostgreSQL.</summary>
/// <param name="server">The server.</param>
public sealed class ServerPostgresConformanceTests(PostgresServerProcess server)
    : ServerConformanceSuite(server), IClassFixture<PostgresServerProcess>;
