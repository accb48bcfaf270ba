using System.ComponentModel;
using LockActors.Actors;
using LockActors.Redis;
using LockActors.Server;
using LockActors.Silo.Hosting;
using LockActors.Silo.OwnRedis;
using LockActors.Silo.Settings;

namespace LockActors.Silo.Cluster;

/// <summary>Makes the lease store that the settings ask for.</summary>
internal static class LeaseStores
{
    private const int OwnMasters = 3;

    public static void AddLeaseStore(this IServiceCollection services, ServerSettings settings)
    {
        if (settings.Store.EffectiveKind == LeaseStoreKind.None)
        {
            services.AddSingleton<ILeaseStore>(NoLeaseStore.Instance);
            return;
        }

        services.AddHealthChecks().AddCheck<LeaseStoreHealthCheck>(
            LockServerHealthChecks.Store, tags: [LockServerHealthChecks.Tag]);
        if (settings.Store.EffectiveKind == LeaseStoreKind.Postgres)
        {
            // It is the silo's own storage: SiloComposition adds it.
            return;
        }

        var options = settings.Store.ToRedisOptions(settings.Limits);
        if (settings.Store.Masters.Count > 0)
        {
            services.AddRedisLeaseStore(options);
            return;
        }

        try
        {
            var isQuorum = settings.Store.EffectiveKind == LeaseStoreKind.Redlock;
            var servers = OwnRedisServers.Start(isQuorum ? OwnMasters : 1);
            Console.WriteLine($"Redis: {string.Join(", ", servers.EndPoints)} (started here, nothing is kept)");
            services.AddOwnRedis(servers, options);
        }
        catch (Win32Exception)
        {
            throw new ServerHostException(
                "--store redis or redlock without --redis starts redis-server, which is not on PATH; "
                + "install it, or name yours with --redis HOST:PORT.");
        }
    }

    private static void AddOwnRedis(
        this IServiceCollection services, OwnRedisServers servers, RedisLeaseOptions options)
    {
        // They are as young as the service itself, so they cannot have forgotten anything.
        options = options with { Masters = servers.EndPoints, YoungMasters = YoungMasters.Allow };
        services.AddSingleton(_ => servers);
        services.AddSingleton(provider =>
        {
            // Resolved first, so that the container disposes it last.
            provider.GetRequiredService<OwnRedisServers>();
            return RedisLeaseStores.Create(
                options, provider.GetService<TimeProvider>(), provider.GetService<ILoggerFactory>());
        });
    }
}
