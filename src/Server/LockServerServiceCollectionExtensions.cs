using LockActors.Server;
using LockActors.Server.Api;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the HTTP API of a lock server to an application.</summary>
public static class LockServerServiceCollectionExtensions
{
    /// <summary>Adds the HTTP API over the application's <see cref="LockActors.ILockService"/>. Map it with
    /// <c>app.MapLockServer()</c>.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Changes the options. Default: as they come.</param>
    public static IServiceCollection AddLockServer(
        this IServiceCollection services, Action<LockServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<LockServerOptions>().ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddRouting();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LockApi>();
        services.TryAddSingleton<HealthApi>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, ApiStartupFilter>());
        return services;
    }
}
