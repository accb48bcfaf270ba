using LockActors;
using LockActors.Client;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the lock client to an application.</summary>
public static class LockClientServiceCollectionExtensions
{
    private const string DefaultName = "";

    /// <summary>Adds <see cref="ILockClient"/>. Choose its transport on the answer: <c>UseHttp</c>, <c>UseLocal</c>
    /// or <c>UseOrleans</c>.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Changes the options. Default: as they come.</param>
    public static LockClientBuilder AddLockClient(
        this IServiceCollection services, Action<LockClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddOptions(services, DefaultName, configure);
        services.TryAddSingleton<ILockClient>(static provider => Create(
            provider, DefaultName, provider.GetService<ILockService>()));
        return new LockClientBuilder(services);
    }

    /// <summary>Adds one of several <see cref="ILockClient"/>s as a keyed service, with options and a transport of its
    /// own: take it with <c>[FromKeyedServices(name)]</c>.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="name">The key of the service, and the name of its options.</param>
    /// <param name="configure">Changes the options. Default: as they come.</param>
    public static LockClientBuilder AddLockClient(
        this IServiceCollection services, string name, Action<LockClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        AddOptions(services, name, configure);
        services.TryAddKeyedSingleton<ILockClient>(
            name, (provider, _) => Create(provider, name, provider.GetKeyedService<ILockService>(name)));
        return new LockClientBuilder(services, name);
    }

    private static void AddOptions(IServiceCollection services, string name, Action<LockClientOptions>? configure)
    {
        var options = services.AddOptions<LockClientOptions>(name).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<LockClientOptions>, LockClientOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
    }

    private static LockClient Create(IServiceProvider provider, string name, ILockService? service) => new(
        service ?? throw new InvalidOperationException(
            $"AddLockClient({(name.Length == 0 ? "" : $"\"{name}\"")}) was called, but no transport was chosen: "
            + "add .UseHttp(...), .UseLocal() or .UseOrleans()."),
        provider.GetRequiredService<IOptionsMonitor<LockClientOptions>>().Get(name),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetService<ILogger<LockClient>>());
}
