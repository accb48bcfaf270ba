using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LockActors.Grains;

/// <summary>Takes the application's lease store where the options name none.</summary>
internal sealed class ContainerLeaseStore(IServiceProvider services) : IPostConfigureOptions<LockGrainOptions>
{
    public void PostConfigure(string? name, LockGrainOptions options)
    {
        if (options.Store is not null)
        {
            options.Store = services.ChooseLeaseStore(options.Store, "AddLockGrains()");
        }
    }
}
