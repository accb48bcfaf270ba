using LockActors.TestKit;

namespace LockActors.Conformance.Orleans;

/// <summary>A server that keeps leases in PostgreSQL.</summary>
public sealed class PostgresServerProcess : ServerProcess
{
    /// <inheritdoc/>
    public override string? WhyMissing => PostgresServer.WhyMissing;

    /// <inheritdoc/>
    protected override async Task<(IAsyncDisposable Store, string[] Args)> StartStoreAsync()
    {
        var postgres = await PostgresServer.StartAsync();
        return (postgres, ["--store", "postgres", "--postgres", postgres.Connection]);
    }
}
