using LockActors;
using LockActors.Client.Orleans;
using LockActors.Monitoring;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets the lock client use the locks of an Orleans cluster.</summary>
public static class OrleansLockClientExtensions
{
    /// <summary>Adds <see cref="OrleansLockService"/> as the <see cref="ILockService"/>. The application adds the
    /// Orleans client itself (<c>UseOrleansClient</c>), or is a silo.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="options">How it works. Default: <see cref="OrleansLockOptions"/> as it comes.</param>
    public static IServiceCollection AddOrleansLockService(
        this IServiceCollection services, OrleansLockOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ILockService>(provider => new OrleansLockService(
            provider.GetRequiredService<IGrainFactory>(), options, provider.GetRequiredService<TimeProvider>()));

        services.TryAddSingleton<ILockMonitor>(provider => new OrleansLockMonitor(
            provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<TimeProvider>()));

        // A call that nobody waits for any more must not go on in the cluster.
        services.Configure<ClientMessagingOptions>(static messaging => messaging.CancelRequestOnTimeout = true);
        return services;
    }

    /// <summary>Lets the lock client use the locks of an Orleans cluster.</summary>
    /// <param name="builder">What <c>AddLockClient()</c> returned.</param>
    /// <param name="options">How it works. Default: <see cref="OrleansLockOptions"/> as it comes.</param>
    public static LockClientBuilder UseOrleans(this LockClientBuilder builder, OrleansLockOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Name is null)
        {
            builder.Services.AddOrleansLockService(options);
            return builder;
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<ClientMessagingOptions>(
            static messaging => messaging.CancelRequestOnTimeout = true);
        return builder.UseService(provider => new OrleansLockService(
            provider.GetRequiredService<IGrainFactory>(), options, provider.GetRequiredService<TimeProvider>()));
    }
}
