using LockActors;
using LockActors.Actors;
using LockActors.Monitoring;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps locks in the process that uses them.</summary>
public static class LocalLockServiceExtensions
{
    private const string Add = "AddLocalLockService()";
    private const string Choose = "UseLocal()";

    /// <summary>Adds <see cref="LocalLockService"/> as the <see cref="ILockService"/> of the process. Leases are kept
    /// in the application's <see cref="ILeaseStore"/> (<c>AddRedisLeaseStore</c>); without one, in memory.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="options">The limits, the lease store and the rest. Default: <see cref="LocalLockOptions"/> as it
    /// comes.</param>
    /// <exception cref="InvalidOperationException">There is another <see cref="ILockService"/> already; the message
    /// names both.</exception>
    public static IServiceCollection AddLocalLockService(
        this IServiceCollection services, Func<IServiceProvider, LocalLockOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return Use(new LockClientBuilder(services), Add, options).Services;
    }

    /// <summary>Lets the lock client use locks that live in its own process. Leases are kept in the application's
    /// <see cref="ILeaseStore"/> (<c>AddRedisLeaseStore</c>), or for a client with a name in the keyed one of that
    /// name, if there is one; without either, in memory.</summary>
    /// <param name="builder">What <c>AddLockClient()</c> returned.</param>
    /// <param name="options">The limits, the lease store and the rest. Default: <see cref="LocalLockOptions"/> as it
    /// comes.</param>
    /// <exception cref="InvalidOperationException">The client has a transport already; the message names
    /// both.</exception>
    public static LockClientBuilder UseLocal(this LockClientBuilder builder, LocalLockOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return Use(builder, Choose, options is null ? null : _ => options);
    }

    private static LockClientBuilder Use(
        LockClientBuilder builder, string transport, Func<IServiceProvider, LocalLockOptions>? options)
    {
        if (options is null && builder.HasChosen(Add, Choose))
        {
            return builder;
        }

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        if (builder.Name is { } name)
        {
            return builder.UseService(transport, provider => Create(provider, name, transport, options));
        }

        builder.UseService(transport, static provider => provider.GetRequiredService<LocalLockService>());
        services.TryAddSingleton(provider => Create(provider, null, transport, options));
        services.TryAddSingleton<ILockMonitor>(static provider => provider.GetRequiredService<LocalLockService>());
        return builder;
    }

    private static LocalLockService Create(
        IServiceProvider provider, string? name, string transport, Func<IServiceProvider, LocalLockOptions>? options)
    {
        var chosen = options?.Invoke(provider) ?? new LocalLockOptions();
        return new LocalLockService(
            chosen with
            {
                Store = provider.ChooseLeaseStore(chosen.Store, transport, name),
                Audit = chosen.Audit ?? provider.GetService<ILoggerFactory>()?.CreateLogger(LockAudit.Category),
            },
            provider.GetRequiredService<TimeProvider>());
    }
}
