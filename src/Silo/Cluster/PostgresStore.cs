using System.Data.Common;
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

    /// <summary>The connection string, with what the server wants where it says nothing.</summary>
    internal static NpgsqlConnectionStringBuilder Connection(string text, TimeSpan callTimeout)
    {
        var seconds = (int)Math.Ceiling(callTimeout.TotalSeconds);
        var connection = new NpgsqlConnectionStringBuilder
        {
            ApplicationName = "lockactors",
            CommandTimeout = seconds,
            MaxAutoPrepare = 10,
            MaxPoolSize = MostConnections,
            SearchPath = Schema,
            Timeout = seconds,
        };
        var given = new DbConnectionStringBuilder { ConnectionString = text };
        foreach (string name in given.Keys)
        {
            connection[name] = given[name];
        }

        return connection;
    }
}
