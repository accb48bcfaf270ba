using LockActors.Actors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace LockActors.Grains;

/// <summary>What the lock grains of one silo share.</summary>
internal sealed class LockGrainServices
{
    private long _fence;

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

    /// <summary>No token of a key that left this silo was higher, so tokens grow here even if the wall clock steps
    /// back.</summary>
    public FencingToken Fence => new(Interlocked.Read(ref _fence));

    public void RaiseFence(FencingToken fence)
    {
        var known = Interlocked.Read(ref _fence);
        while (fence.Value > known)
        {
            var seen = Interlocked.CompareExchange(ref _fence, fence.Value, known);
            known = seen == known ? fence.Value : seen;
        }
    }
}
