using System.ComponentModel;
using LockActors.Actors;
using LockActors.Redis;
using LockActors.Server;
using LockActors.Server.Hosting;

namespace LockActors.Silo;

/// <summary>Makes the lease store that the settings ask for.</summary>
internal static class LeaseStores
{
    public static void AddLeaseStore(this IServiceCollection services, LockHostSettings settings)
    {
        if (settings.Store.Kind == LeaseStoreKind.None)
        {
            services.AddSingleton<ILeaseStore>(NoLeaseStore.Instance);
            return;
        }

        services.AddHealthChecks().AddCheck<LeaseStoreHealthCheck>(
            LockServerHealthChecks.Store, tags: [LockServerHealthChecks.Tag]);
        if (settings.Store.Masters.Count > 0)
        {
            services.AddRedisLeaseStore(OptionsOf(settings));
            return;
        }

        try
        {
            services.AddOwnRedisLeaseStore(
                settings.Store.Kind == LeaseStoreKind.Redlock, out var endPoints, OptionsOf(settings));
            Console.WriteLine($"Redis: {string.Join(", ", endPoints)} (started here, nothing is kept)");
        }
        catch (Win32Exception)
        {
            throw new LockHostException(
                "--store redis or redlock without --redis starts redis-server, which is not on PATH; "
                + "install it, or name yours with --redis HOST:PORT.");
        }
    }

    /// <summary>For the settings' check: the options know their own ranges.</summary>
    public static void Check(SettingsReader reader, LockHostSettings settings)
    {
        if (settings.Store.Masters.Count > 0)
        {
            reader.Check("Store", OptionsOf(settings).Validate);
        }
    }

    private static RedisLeaseOptions OptionsOf(LockHostSettings settings)
    {
        var usual = new RedisLeaseOptions();
        var store = settings.Store;
        return usual with
        {
            Masters = store.Masters,
            YoungMasters = store.YoungMasters == YoungMasterVote.Allow ? YoungMasters.Allow : YoungMasters.Exclude,
            KeyPrefix = store.KeyPrefix ?? usual.KeyPrefix,
            CommandTimeout = store.CommandTimeout ?? usual.CommandTimeout,
            NodeTimeout = store.NodeTimeout ?? usual.NodeTimeout,
            FenceRetention = store.FenceRetention ?? Longer(usual.FenceRetention, settings.Limits.MaxTtl),
            Linger = store.Linger ?? usual.Linger,
            MaxTtl = settings.Limits.MaxTtl,
        };
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
