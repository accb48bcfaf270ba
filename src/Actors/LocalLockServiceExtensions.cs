using LockActors;
using LockActors.Actors;
using LockActors.Monitoring;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps locks in the process that uses them.</summary>
public static class LocalLockServiceExtensions
{
    /// <summary>Adds <see cref="LocalLockService"/> as the <see cref="ILockService"/> of the process.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="options">The limits, the lease store and the rest. Default: <see cref="LocalLockOptions"/> as it
    /// comes.</param>
    public static IServiceCollection AddLocalLockService(
        this IServiceCollection services, Func<IServiceProvider, LocalLockOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new LocalLockService(
            WithAudit(options?.Invoke(provider) ?? new LocalLockOptions(), provider),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ILockService>(static provider => provider.GetRequiredService<LocalLockService>());
        services.TryAddSingleton<ILockMonitor>(static provider => provider.GetRequiredService<LocalLockService>());
        return services;
    }

    private static LocalLockOptions WithAudit(LocalLockOptions options, IServiceProvider provider) => options with
    {
        Audit = options.Audit ?? provider.GetService<ILoggerFactory>()?.CreateLogger(LockAudit.Category),
    };

    /// <summary>Lets the lock client use locks that live in its own process.</summary>
    /// <param name="builder">What <c>AddLockClient()</c> returned.</param>
    /// <param name="options">The limits, the lease store and the rest. Default: <see cref="LocalLockOptions"/> as it
    /// comes.</param>
    public static LockClientBuilder UseLocal(this LockClientBuilder builder, LocalLockOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Name is null)
        {
            builder.Services.AddLocalLockService(_ => options ?? new LocalLockOptions());
            return builder;
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        return builder.UseService(
            provider => new LocalLockService(
                WithAudit(options ?? new LocalLockOptions(), provider), provider.GetRequiredService<TimeProvider>()));
    }
}
