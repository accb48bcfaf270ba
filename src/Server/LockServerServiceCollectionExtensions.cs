using LockActors.Server;
using LockActors.Server.Api;
using LockActors.Server.Dashboard;
using LockActors.Server.OpenApi;
using LockActors.Server.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

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
        AddHealth(services);
        services.AddLockServerSecurity();
        if (services.All(static service => service.ServiceType != typeof(LockApi)))
        {
            // What describes the document is added to each time.
            DocumentSetup.AddDocument(services);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LockApi>();
        services.TryAddSingleton<Readiness>();
        services.TryAddSingleton<ServiceProblems>();
        services.TryAddSingleton<HealthApi>();
        services.TryAddSingleton<StatusApi>();
        services.TryAddSingleton<MonitorApi>();
        services.TryAddSingleton<DashboardAssets>();
        services.TryAddSingleton<EventApi>();
        services.TryAddSingleton<EventHub>();
        services.TryAddSingleton<MappedServers>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, KeyStartupFilter>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, YieldPolicy>());
        return services;
    }

    private static void AddHealth(IServiceCollection services)
    {
        services.AddHealthChecks();
        services.AddOptions<HealthCheckServiceOptions>()
            .Configure(static health =>
            {
                if (health.Registrations.All(check => check.Name != LockServerHealthChecks.Locks))
                {
                    health.Registrations.Add(new HealthCheckRegistration(
                        LockServerHealthChecks.Locks,
                        static provider => ActivatorUtilities.CreateInstance<LocksHealthCheck>(provider),
                        failureStatus: null,
                        tags: [LockServerHealthChecks.Tag]));
                }
            })
            .PostConfigure<IOptions<LockServerOptions>>(static (health, server) =>
            {
                foreach (var check in health.Registrations.Where(LockServerHealthChecks.IsOurs))
                {
                    check.Timeout = server.Value.ReadyTimeout;
                }
            });
    }
}
