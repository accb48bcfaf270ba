using LockActors.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orleans.Hosting;

/// <summary>Adds lock grains to a silo.</summary>
public static class LockGrainSiloBuilderExtensions
{
    /// <summary>Lets the silo host <see cref="LockActors.Contracts.ILockGrain"/>. Every silo of a cluster should, and
    /// a cluster of several needs an <see cref="LockActors.Actors.ILeaseStore"/>: without one, a silo that finds
    /// another member fails to start with an <see cref="OrleansConfigurationException"/>.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">Changes the options. Default: as they come.</param>
    /// <returns>The silo, which may say where leases are kept: <see cref="LockGrainsBuilder.StoreIn"/>.</returns>
    public static LockGrainsBuilder AddLockGrains(this ISiloBuilder builder, Action<LockGrainOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        builder.Services.TryAddSingleton<LockGrainServices>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, LoneSilo>());
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigurationValidator, LockGrainOptionsValidator>());
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<LockGrainOptions>, ContainerLeaseStore>());
        return new LockGrainsBuilder(builder);
    }
}
