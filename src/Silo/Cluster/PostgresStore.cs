using LockActors.Grains;
using LockActors.Silo.Settings;
using Npgsql;

namespace LockActors.Silo.Cluster;

/// <summary>Leases in PostgreSQL, by Orleans' grain storage for ADO.NET.</summary>
internal static class PostgresStore
{
    private const string Name = "postgres";
    private const string Schema = "lockactors";

    /// <summary>Three silos of so many fit into the 100 connections that PostgreSQL takes by default.</summary>
    private const int MostConnections = 30;

    private static readonly TimeSpan FenceRetention = TimeSpan.FromHours(1);

    /// <summary>Whether Npgsql understands it.</summary>
    public static bool IsConnectionString(string text)
    {
        try
        {
            return !string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }

    public static void Use(LockGrainsBuilder grains, ServerSettings settings)
    {
        var options = new GrainStorageOptions { InsertsAreExclusive = true };
        options = options with
        {
            CallTimeout = settings.Store.CommandTimeout ?? options.CallTimeout,
            Linger = settings.Store.Linger ?? options.Linger,
        };
        var connection = Connection(settings.Store.Postgres, options.CallTimeout);
        grains.StoreIn(Name, options);
        grains.AddAdoNetGrainStorage(Name, storage =>
        {
            storage.Invariant = "Npgsql";
            storage.ConnectionString = connection.ConnectionString;
        });
        grains.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
            new PostgresSchema(connection.ConnectionString, connection.SearchPath!));
        grains.Services.AddHostedService(services => new PostgresRetention(
            connection.ConnectionString,
            RetentionOf(settings),
            TimeProvider.System,
            services.GetRequiredService<ILogger<PostgresRetention>>()));
    }

    /// <summary>How long a row stays after its last write. A lease that no silo has renewed for twice the longest time
    /// to live is over.</summary>
    internal static TimeSpan RetentionOf(ServerSettings settings)
    {
        var retention = settings.Store.FenceRetention ?? FenceRetention;
        var least = 2 * settings.Limits.MaxTtl;
        return retention > least ? retention : least;
    }

    private static NpgsqlConnectionStringBuilder Connection(string text, TimeSpan callTimeout)
    {
        var connection = new NpgsqlConnectionStringBuilder(text);
        connection.SearchPath ??= Schema;
        var seconds = (int)Math.Ceiling(callTimeout.TotalSeconds);
        SetIfAbsent(connection, "Command Timeout", seconds);
        SetIfAbsent(connection, "Timeout", seconds);
        SetIfAbsent(connection, "Maximum Pool Size", MostConnections);
        SetIfAbsent(connection, "Max Auto Prepare", 10);
        SetIfAbsent(connection, "Application Name", "lockactors");
        return connection;
    }

    private static void SetIfAbsent(NpgsqlConnectionStringBuilder connection, string name, object value)
    {
        if (!connection.ContainsKey(name))
        {
            connection[name] = value;
        }
    }
}
