using LockActors.Actors;
using LockActors.Redis;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds lease stores in Redis to an application.</summary>
public static class LeaseStoreHostingExtensions
{
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
}
