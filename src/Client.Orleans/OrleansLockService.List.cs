using LockActors.Contracts;

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

        var silos = await _silos.ActiveAsync(cancellationToken).ConfigureAwait(false);
        var view = LockQueryView.Of(query);
        var answers = await Task.WhenAll(silos.Select(silo => _silos.CallAsync<ILockIndexGrain, LockPageView>(
            silo, grain => grain.QueryAsync(view), cancellationToken))).ConfigureAwait(false);
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
        return new LockPage(shown, more ? shown[^1].Key.Value : null, unreachable)
        {
            Total = query.Count ? pages.Sum(page => page.Total ?? 0) : null,
        };
    }
}
