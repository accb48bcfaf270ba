using LockActors.Server.Hosting;
using LockActors.Standalone;
using Microsoft.AspNetCore.Connections;
using Orleans.Dashboard;

namespace LockActors.Silo;

/// <summary>What makes a lock server a silo: Orleans, the lock grains and the service over them.</summary>
internal static class SiloHost
{
    public static void Compose(WebApplicationBuilder builder, LockHostSettings settings, SiloSettings cluster)
    {
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);

        // Its first look warns of a deadlock since the machine was booted (seen on 10.4.2).
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // Orleans places grains by way of Polly, which would write lines about each.
        builder.Logging.AddFilter("Polly", LogLevel.Warning);

        // A start that fails is told in one line.
        builder.Logging.AddFilter("Orleans.Runtime.SiloLifecycleSubject", LogLevel.None);
        Telemetry.Add(builder);
        builder.Services.AddLeaseStore(settings);
        builder.UseOrleans(silo => silo
            .AddActivityPropagation()
            .UseCluster(cluster)
            .AddLockGrains(options => options.Limits = settings.Limits)
            .AddDashboard());
        builder.Services.AddOrleansLockService();
        builder.Services.AddSiloHealth();
        if (cluster.Clustering == ClusteringKind.Redis)
        {
            builder.Services.AddMembershipWatch();
        }
    }

    public static string? Explain(Exception failure, SiloSettings cluster) => failure is AddressInUseException
        ? $"port {cluster.SiloPort} or {cluster.GatewayPort} on {cluster.AdvertisedIp} is in use; choose others with "
            + "--silo-port N and --gateway-port N."
        : null;
}
