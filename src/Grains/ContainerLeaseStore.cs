using LockActors.Actors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LockActors.Grains;

/// <summary>Takes the application's <see cref="ILeaseStore"/> where the options name no store.</summary>
internal sealed class ContainerLeaseStore(IServiceProvider services) : IPostConfigureOptions<LockGrainOptions>
{
    public void PostConfigure(string? name, LockGrainOptions options)
    {
        if (options.Store is NoLeaseStore && services.GetService<ILeaseStore>() is { } store)
        {
            options.Store = store;
        }
    }
}
