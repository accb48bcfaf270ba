using Microsoft.Extensions.DependencyInjection;

namespace LockActors;

/// <summary>What <c>AddLockClient()</c> returns: the place where a transport is chosen with a <c>Use...</c>
/// method.</summary>
/// <param name="services">The services of the application.</param>
public sealed class LockClientBuilder(IServiceCollection services)
{
    /// <summary>The services of the application.</summary>
    public IServiceCollection Services { get; } = services;
}
