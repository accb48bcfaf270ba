using System.ComponentModel;
using LockActors.Actors;
using LockActors.Redis;
using LockActors.Redis.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds lease stores in Redis to an application.</summary>
public static class LeaseStoreHostingExtensions
{
    private const int OwnMasters = 3;

    /// <summary>Adds an <see cref="ILeaseStore"/> on the Redis masters that are named. The lock services of the
    /// application (<c>AddLockGrains</c>, <c>UseLocal</c>) keep their leases in it.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="options">Where and how; checked here.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it and the
    /// range.</exception>
    public static IServiceCollection AddRedisLeaseStore(this IServiceCollection services, RedisLeaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return services.AddSingleton(provider => RedisLeaseStores.Create(
            options,
            provider.GetService<TimeProvider>(),
            provider.GetService<ILoggerFactory>()));
    }

    /// <summary>Adds an <see cref="ILeaseStore"/> for the lock client of this name alone, as a keyed
    /// service.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="name">The name of the lock client: <c>AddLockClient(name).UseLocal()</c>.</param>
    /// <param name="options">Where and how; checked here.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it and the
    /// range.</exception>
    public static IServiceCollection AddRedisLeaseStore(
        this IServiceCollection services, string name, RedisLeaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return services.AddKeyedSingleton(name, (provider, _) => RedisLeaseStores.Create(
            options,
            provider.GetService<TimeProvider>(),
            provider.GetService<ILoggerFactory>()));
    }

    /// <summary>Adds an <see cref="ILeaseStore"/> on redis-server processes that are started here and end with the
    /// application.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="quorum">Whether to start three for a Redlock quorum, or one.</param>
    /// <param name="endPoints">Where they listen.</param>
    /// <param name="options">How leases are kept; the masters and whether young ones vote are set here. Default:
    /// <see cref="RedisLeaseOptions"/> as it comes.</param>
    /// <exception cref="Win32Exception">There is no redis-server on the path.</exception>
    public static IServiceCollection AddOwnRedisLeaseStore(
        this IServiceCollection services,
        bool quorum,
        out IReadOnlyList<string> endPoints,
        RedisLeaseOptions? options = null)
    {
        var servers = OwnRedisServers.Start(quorum ? OwnMasters : 1);
        endPoints = servers.EndPoints;

        // They are as young as the service itself, so they cannot have forgotten anything.
        var chosen = (options ?? new RedisLeaseOptions()) with
        {
            Masters = endPoints,
            YoungMasters = YoungMasters.Allow,
        };
        return services
            .AddSingleton(_ => servers)
            .AddSingleton(provider =>
            {
                // Resolved first, so that the container disposes it last.
                provider.GetRequiredService<OwnRedisServers>();
                return RedisLeaseStores.Create(
                    chosen, provider.GetService<TimeProvider>(), provider.GetService<ILoggerFactory>());
            });
    }
}
