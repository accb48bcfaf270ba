namespace LockActors.Actors;

/// <summary>Makes a page of a list of locks.</summary>
public static class LockPages
{
    /// <summary>The page that a query asks for.</summary>
    /// <param name="actors">The actors of a process, in any order.</param>
    /// <param name="query">The query.</param>
    /// <exception cref="ArgumentException">The query breaks a limit.</exception>
    public static LockPage Of(IEnumerable<LockActor> actors, LockQuery query)
    {
        ArgumentNullException.ThrowIfNull(actors);
        ArgumentNullException.ThrowIfNull(query);
        if (query.Check() is { } violation)
        {
            throw new ArgumentException(violation.Message, nameof(query));
        }

        var candidates = actors
            .Where(actor => actor.Key.Value.StartsWith(query.Prefix, StringComparison.Ordinal)
                && string.CompareOrdinal(actor.Key.Value, query.After) > 0)
            .OrderBy(actor => actor.Key);
        var page = Cut(
            candidates.Select(actor => actor.Snapshot(withWaiters: false)).Where(query.Matches), query.Limit);
        return query.Count ? page with { Total = Count(actors, query) } : page;
    }

    private static int Count(IEnumerable<LockActor> actors, LockQuery query) => actors
        .Where(actor => actor.Key.Value.StartsWith(query.Prefix, StringComparison.Ordinal))
        .Select(actor => actor.Snapshot(withWaiters: false))
        .Count(found => IsInUse(found) && query.Matches(found));

    private static LockPage Cut(IEnumerable<LockSnapshot> locks, int limit)
    {
        var found = locks.Where(IsInUse).Take(limit + 1).ToList();
        if (found.Count <= limit)
        {
            return new LockPage(found, Next: null, Unreachable: []);
        }

        found.RemoveAt(limit);
        return new LockPage(found, found[^1].Key.Value, Unreachable: []);
    }

    private static bool IsInUse(LockSnapshot found) => found.State != LockState.Free || found.WaiterCount > 0;
}
