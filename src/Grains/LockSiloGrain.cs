using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace LockActors.Grains;

/// <summary>Speaks for the silo that it lives on.</summary>
[Reentrant]
[Immovable]
[RandomPlacement]
internal sealed class LockSiloGrain(IGrainContext context, ILocalSiloDetails silo, LockGrainServices services)
    : SiloBoundGrain(context, silo), ILockSiloGrain
{
    /// <summary>The grain of a silo. The request context, which says where to place it, flows with the calls of the
    /// asynchronous method that asks for it.</summary>
    public static ILockSiloGrain At(IGrainFactory grains, SiloAddress silo)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        return grains.GetGrain<ILockSiloGrain>(silo.ToParsableString());
    }

    public async ValueTask<TimeSpan?> GraceLeftAsync()
    {
        // A silo that does not know yet must not wait for one that waits for it.
        if (!IsAtHome() || services.Standing.GraceLeft is null)
        {
            return null;
        }

        return await services.Standing.AskAsync() ? services.Standing.GraceLeft : null;
    }

    public ValueTask<string[]> KnownAsync(string[] keys)
    {
        var known = services.Registry.Actors.Select(actor => actor.Key.Value).ToHashSet(StringComparer.Ordinal);
        return new(IsAtHome() ? [.. keys.Where(known.Contains)] : []);
    }

    public ValueTask LeavesInOrderAsync(SiloAddress leaving)
    {
        if (IsAtHome())
        {
            services.Standing.NoteLeftInOrder(leaving);
        }

        return ValueTask.CompletedTask;
    }
}
