using Microsoft.Extensions.DependencyInjection;

namespace LockActors;

/// <summary>What <c>AddLockClient()</c> returns: the place where a transport is chosen with a <c>Use...</c>
/// method.</summary>
/// <param name="services">The services of the application.</param>
/// <param name="name">The key of a client that is one of several. Default: null, the application's one
/// client.</param>
public sealed class LockClientBuilder(IServiceCollection services, string? name = null)
{
    /// <summary>The services of the application.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>The key under which the client and its <see cref="ILockService"/> are registered; null for the
    /// application's one client.</summary>
    public string? Name { get; } = name;

    /// <summary>Adds the lock service of this client. A client has one: a second would never be used.</summary>
    /// <param name="transport">How the choice reads in the application's code, for example
    /// <c>UseHttp(http://127.0.0.1:8080)</c>; the error of a second choice names both.</param>
    /// <param name="create">Makes the service.</param>
    /// <exception cref="InvalidOperationException">The client has a lock service already.</exception>
    public LockClientBuilder UseService(string transport, Func<IServiceProvider, ILockService> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(transport);
        ArgumentNullException.ThrowIfNull(create);
        if (Services.LastOrDefault(IsServiceOfThisClient) is { } first)
        {
            throw new InvalidOperationException(
                $"{(Name is null ? "The lock client" : $"The lock client \"{Name}\"")} has two transports: "
                + $"{Chosen ?? Describe(first)} and {transport}. Leave one out, or give the second to a client of its "
                + "own: AddLockClient(name).");
        }

        if (Name is null)
        {
            Services.AddSingleton(create);
        }
        else
        {
            Services.AddKeyedSingleton(Name, (provider, _) => create(provider));
        }

        Services.AddSingleton(new Choice(Name, transport));
        return this;
    }

    /// <summary>Whether one of these transports was chosen, so that choosing it again changes nothing.</summary>
    internal bool HasChosen(params ReadOnlySpan<string> transports) => transports.Contains(Chosen);

    private string? Chosen => Services
        .Select(static service => service.IsKeyedService ? null : service.ImplementationInstance as Choice)
        .LastOrDefault(choice => choice?.Client == Name && choice is not null)?.Transport;

    private bool IsServiceOfThisClient(ServiceDescriptor service) => service.ServiceType == typeof(ILockService)
        && service.IsKeyedService == (Name is not null)
        && (Name is null || Name.Equals(service.ServiceKey as string, StringComparison.Ordinal));

    private static string Describe(ServiceDescriptor service)
    {
        var (type, instance) = service.IsKeyedService
            ? (service.KeyedImplementationType, service.KeyedImplementationInstance)
            : (service.ImplementationType, service.ImplementationInstance);
        type ??= instance?.GetType();
        return $"the application's own ILockService{(type is null ? "" : $" ({type.Name})")}";
    }

    /// <summary>A transport as it was chosen, for the error of a second choice.</summary>
    private sealed record Choice(string? Client, string Transport);
}
