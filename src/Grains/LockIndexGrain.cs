using LockActors.Actors;
using LockActors.Contracts;
using Orleans.Concurrency;
using Orleans.Placement;

namespace LockActors.Grains;

/// <summary>Lists the locks of the silo it lives on.</summary>
[Reentrant]
[Immovable]
[RandomPlacement]
internal sealed class LockIndexGrain(IGrainContext context, ILocalSiloDetails silo, LockGrainServices services)
    : IGrainBase, ILockIndexGrain
{
    public IGrainContext GrainContext { get; } = context;

    public ValueTask<LockPageView?> ListAsync(string prefix, string after, int limit)
    {
        if (GrainContext.GrainId.Key.ToString() != silo.SiloAddress.ToParsableString())
        {
            // The silo it is named after was gone when it was placed.
            this.DeactivateOnIdle();
            return new((LockPageView?)null);
        }

        var query = new LockQuery { Prefix = prefix, After = after, Limit = limit };
        var page = LockPages.Of(services.Registry.Actors, query);
        return new(new LockPageView { Locks = [.. page.Locks.Select(LockView.Of)], HasMore = page.Next is not null });
    }
}
