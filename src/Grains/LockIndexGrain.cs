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
    : SiloBoundGrain(context, silo), ILockIndexGrain
{
    private readonly string _address = silo.SiloAddress.ToString();

    public ValueTask<LockPageView?> ListAsync(string prefix, string after, int limit) =>
        QueryAsync(new LockQueryView { Prefix = prefix, After = after, Limit = limit });

    public ValueTask<LockPageView?> QueryAsync(LockQueryView query)
    {
        if (!IsAtHome())
        {
            return new((LockPageView?)null);
        }

        var page = LockPages.Of(services.Registry, query.ToQuery());
        return new(new LockPageView
        {
            Locks = [.. page.Locks.Select(found => LockView.Of(found with { Member = _address }))],
            HasMore = page.Next is not null,
            Total = page.Total,
        });
    }
}
