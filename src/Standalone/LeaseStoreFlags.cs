using System.ComponentModel;
using LockActors.Actors;
using LockActors.Redis;
using LockActors.Server.Hosting;

namespace LockActors.Standalone;

/// <summary>Makes the lease store that the flags ask for.</summary>
internal static class LeaseStoreFlags
{
    public static void AddLeaseStore(this IServiceCollection services, LockHostFlags flags)
    {
        if (flags.Store == LeaseStoreKind.None)
        {
            services.AddSingleton<ILeaseStore>(NoLeaseStore.Instance);
            return;
        }

        if (flags.Redis.Count > 0)
        {
            services.AddRedisLeaseStore(new RedisLeaseOptions
            {
                Masters = flags.Redis,
                YoungMasters = flags.AllowYoungRedis ? YoungMasters.Allow : YoungMasters.Exclude,
            });
            return;
        }

        try
        {
            services.AddOwnRedisLeaseStore(flags.Store == LeaseStoreKind.Redlock, out var endPoints);
            Console.WriteLine($"Redis: {string.Join(", ", endPoints)} (started here, nothing is kept)");
        }
        catch (Win32Exception)
        {
            throw new LockHostException(
                "--store redis or redlock without --redis starts redis-server, which is not on PATH; "
                + "install it, or name yours with --redis HOST:PORT.");
        }
    }
}
