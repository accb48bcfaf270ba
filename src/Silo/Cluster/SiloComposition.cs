using LockActors.Server.Security;
using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;
using Microsoft.AspNetCore.Connections;
using Npgsql;
using Orleans.Dashboard;

namespace LockActors.Silo.Cluster;

/// <summary>What makes a lock server a silo: Orleans, the lock grains and the service over them.</summary>
internal static class SiloComposition
{
    public static void Compose(WebApplicationBuilder builder, ServerSettings settings)
    {
        var cluster = ReservePorts(builder.Services, settings.Silo);
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);

        // Its first look warns of a deadlock since the machine was booted (seen on 10.4.2).
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // Orleans places grains by way of Polly, which would write lines about each.
        builder.Logging.AddFilter("Polly", LogLevel.Warning);

        // The lease store tells of each failure once, and then of its end.
        builder.Logging.AddFilter("Orleans.Storage", LogLevel.None);

        // A start that fails is told in one line, not by the silo and its lifecycle as well.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.None);
        Telemetry.Add(builder);
        builder.Services.AddLeaseStore(settings);
        builder.UseOrleans(silo =>
        {
            var grains = silo
                .AddActivityPropagation()
                .UseCluster(cluster)
                .AddLockGrains(options => options.Limits = settings.Limits);
            if (settings.Store.EffectiveKind == LeaseStoreKind.Postgres)
            {
                PostgresStore.Use(grains, settings);
            }

            silo.AddDashboard();
        });
        builder.Services.AddOrleansLockService();
        builder.Services.AddSiloHealth();
        if (cluster.Clustering == ClusteringKind.Redis)
        {
            builder.Services.AddMembershipWatch();
        }
    }

    /// <summary>The dashboard of Orleans and the metrics, for clients that may read everything.</summary>
    public static void MapPages(WebApplication app)
    {
        var pages = app.MapGroup("").RequireAuthorization(Access.ReadAll).WithForeignPages();
        pages.MapOrleansDashboard("/orleans");
        pages.MapPrometheusScrapingEndpoint();
    }

    /// <summary>Why a silo did not start, where the exception alone would not tell what to do.</summary>
    public static ServerHostException? Explain(Exception failure, SiloSettings cluster) => failure switch
    {
        AddressInUseException => new(SiloPorts.InUse(cluster)),
        OrleansConfigurationException => new(failure.Message, ServerHost.UsageExitCode),
        NpgsqlException => new($"PostgreSQL cannot keep leases: {failure.Message}"),
        _ => null,
    };

    /// <summary>Whether another program took a port between its choice and its use.</summary>
    public static bool LostItsPorts(Exception failure, SiloSettings cluster) =>
        cluster.MayMovePorts && failure is AddressInUseException;

    private static SiloSettings ReservePorts(IServiceCollection services, SiloSettings cluster)
    {
        var ports = SiloPorts.Reserve(cluster);
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider =>
        {
            ports.LogWhenStarted(
                provider.GetRequiredService<IHostApplicationLifetime>(),
                provider.GetRequiredService<ILogger<SiloPorts>>());
            return ports;
        });
        return cluster with { SiloPort = ports.Silo, GatewayPort = ports.Gateway };
    }
}
