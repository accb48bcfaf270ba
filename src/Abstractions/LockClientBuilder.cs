using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

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

    /// <summary>Adds the lock service of this client, unless there is one.</summary>
    /// <param name="create">Makes the service.</param>
    public LockClientBuilder UseService(Func<IServiceProvider, ILockService> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        if (Name is null)
        {
            Services.TryAddSingleton(create);
        }
        else
        {
            Services.TryAddKeyedSingleton(Name, (provider, _) => create(provider));
        }

        return this;
    }
}
