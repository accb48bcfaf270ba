using System.ComponentModel;
using LockActors.Actors;
using LockActors.Server;
using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;

namespace LockActors.Silo.Cluster;

/// <summary>Makes the lease store that the settings ask for.</summary>
internal static class LeaseStores
{
    public static void AddLeaseStore(this IServiceCollection services, ServerSettings settings)
    {
        if (settings.Store.EffectiveKind == LeaseStoreKind.None)
        {
            services.AddSingleton<ILeaseStore>(NoLeaseStore.Instance);
            return;
        }

        services.AddHealthChecks().AddCheck<LeaseStoreHealthCheck>(LockServerHealthChecks.Store);
        if (settings.Store.Masters.Count > 0)
        {
            services.AddRedisLeaseStore(settings.Store.ToRedisOptions(settings.Limits));
            return;
        }

        try
        {
            services.AddOwnRedisLeaseStore(
                settings.Store.EffectiveKind == LeaseStoreKind.Redlock,
                out var endPoints,
                settings.Store.ToRedisOptions(settings.Limits));
            Console.WriteLine($"Redis: {string.Join(", ", endPoints)} (started here, nothing is kept)");
        }
        catch (Win32Exception)
        {
            throw new ServerHostException(
                "--store redis or redlock without --redis starts redis-server, which is not on PATH; "
                + "install it, or name yours with --redis HOST:PORT.");
        }
    }
}
