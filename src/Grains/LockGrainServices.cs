using LockActors.Actors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace LockActors.Grains;

/// <summary>What the lock grains of one silo share.</summary>
internal sealed class LockGrainServices
{
    public LockGrainServices(
        IOptions<LockGrainOptions> options,
        IOptions<GrainCollectionOptions> collection,
        IGrainRuntime runtime,
        [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time)
    {
        Limits = options.Value.Limits;
        Store = options.Value.Store;
        KeepFor = collection.Value.CollectionAge / 2;
        Runtime = runtime;
        Time = time;
    }

    public LockLimits Limits { get; }

    public ILeaseStore Store { get; }

    public TimeProvider Time { get; }

    public IGrainRuntime Runtime { get; }

    public LockRegistry Registry { get; } = new();

    /// <summary>Leases longer than this keep their grain from being collected.</summary>
    public TimeSpan KeepFor { get; }

    public FenceFloor Fence { get; } = new();
}
