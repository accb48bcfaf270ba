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

    /// <summary>What is wrong with a connection string, without any of its text; null when Npgsql takes it.</summary>
    public static string? ProblemOf(string text)
    {
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = Connection(text, TimeSpan.FromSeconds(1));
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException
            or InvalidCastException or KeyNotFoundException)
        {
            connection = [];
        }

        if (string.IsNullOrEmpty(connection.Host))
        {
            return "must be a connection string of Npgsql: Host=...;Database=...;Username=...";
        }

        try
        {
            // Looks at the options together, and connects to nothing.
            new NpgsqlDataSourceBuilder(connection.ConnectionString).Build().Dispose();
            return null;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException
            or InvalidOperationException)
        {
            return "has options that Npgsql does not take together; pools have Maximum Pool Size="
                + $"{connection.MaxPoolSize}";
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
