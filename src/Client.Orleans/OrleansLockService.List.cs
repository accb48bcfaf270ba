using LockActors.Contracts;
using Orleans.Runtime.Placement;

namespace LockActors.Client.Orleans;

public sealed partial class OrleansLockService
{
    /// <inheritdoc/>
    public async ValueTask<LockPage> ListAsync(LockQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Check() is { } violation)
        {
            throw new ArgumentException(violation.Message, nameof(query));
        }

        var silos = await SilosAsync(cancellationToken).ConfigureAwait(false);
        var answers = await Task.WhenAll(silos.Select(silo => AskSiloAsync(silo, query, cancellationToken)))
            .ConfigureAwait(false);
        var unreachable = silos.Where((_, at) => answers[at] is null).Select(silo => silo.ToString()).ToList();
        var pages = answers.OfType<LockPageView>().ToList();

        // What comes after the last key of a page that was cut may be missing from it, so nothing beyond may be shown
        // yet.
        var seenUpTo = pages.Where(page => page.HasMore)
            .Select(page => page.Locks[^1].Key)
            .Min(StringComparer.Ordinal);
        var locks = pages.SelectMany(page => page.Locks)
            .Where(found => seenUpTo is null || string.CompareOrdinal(found.Key, seenUpTo) <= 0)
            .OrderBy(found => found.Key, StringComparer.Ordinal)
            .DistinctBy(found => found.Key)
            .ToList();
        var shown = locks.Take(query.Limit).Select(found => found.ToSnapshot()).ToList();
        var more = seenUpTo is not null || locks.Count > query.Limit;
        return new LockPage(shown, more ? shown[^1].Key.Value : null, unreachable);
    }

    private async ValueTask<IReadOnlyList<SiloAddress>> SilosAsync(CancellationToken cancellationToken)
    {
        try
        {
            var management = _grains.GetGrain<IManagementGrain>(0);
            var hosts = await management.GetHosts(onlyActive: true).WaitAsync(cancellationToken).ConfigureAwait(false);
            return [.. hosts.Keys.Order()];
        }
        catch (Exception error) when (Failures.IsOperating(error, cancellationToken))
        {
            throw new LockUnavailableException(default, "the cluster does not say which silos it has");
        }
    }

    private async Task<LockPageView?> AskSiloAsync(
        SiloAddress silo, LockQuery query, CancellationToken cancellationToken)
    {
        try
        {
            // The request context flows with this call only: it belongs to this asynchronous method.
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
            var index = _grains.GetGrain<ILockIndexGrain>(silo.ToParsableString());
            return await index.ListAsync(query.Prefix, query.After, query.Limit).AsTask().WaitAsync(cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (Failures.IsOperating(error, cancellationToken))
        {
            return null;
        }
    }
}
