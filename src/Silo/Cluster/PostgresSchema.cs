using Npgsql;

namespace LockActors.Silo.Cluster;

/// <summary>Creates the tables of <c>--store postgres</c> where they are missing, before the storage asks for
/// them.</summary>
/// <param name="connectionString">Where.</param>
/// <param name="schema">The schema that they are in.</param>
internal sealed class PostgresSchema(string connectionString, string schema) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Silos that start together do not create the same twice. Any number will do.</summary>
    private const long Turn = 0x10C4AC70;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(PostgresSchema), ServiceLifecycleStage.RuntimeStorageServices, CreateAsync);

    internal async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        if (await HasTablesAsync(connection, cancellationToken))
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({Turn})", cancellationToken);
        if (!await HasTablesAsync(connection, cancellationToken))
        {
            var quoted = schema.Split(',')[0].Trim().Trim('"').Replace("\"", "\"\"", StringComparison.Ordinal);
            await RunAsync(connection, $"CREATE SCHEMA IF NOT EXISTS \"{quoted}\"", cancellationToken);
            await RunAsync(connection, Script(), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<bool> HasTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT to_regclass('lease') IS NOT NULL AND to_regclass('orleansquery') IS NOT NULL", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Script()
    {
        using var stream = typeof(PostgresSchema).Assembly.GetManifestResourceStream("postgres.sql")!;
        return new StreamReader(stream).ReadToEnd();
    }
}
