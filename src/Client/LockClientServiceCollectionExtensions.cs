using LockActors;
using LockActors.Client;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the lock client to an application.</summary>
public static class LockClientServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ILockClient"/>. Choose its transport on the answer: <c>UseHttp</c>, <c>UseLocal</c>
    /// or <c>UseOrleans</c>.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Changes the options. Default: as they come.</param>
    public static LockClientBuilder AddLockClient(
        this IServiceCollection services, Action<LockClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<LockClientOptions>().ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ILockClient>(static provider => new LockClient(
            provider.GetService<ILockService>() ?? throw new InvalidOperationException(
                "AddLockClient() was called, but no transport was chosen: "
                + "add .UseHttp(...), .UseLocal() or .UseOrleans()."),
            provider.GetRequiredService<IOptions<LockClientOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<LockClient>>()));
        return new LockClientBuilder(services);
    }
}
