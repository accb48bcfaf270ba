namespace LockActors.Actors;

/// <summary>Makes a page of a list of locks.</summary>
public static class LockPages
{
    /// <summary>The page that a query asks for.</summary>
    /// <param name="actors">The actors of a process.</param>
    /// <param name="query">The query.</param>
    /// <exception cref="ArgumentException">The query breaks a limit.</exception>
    public static LockPage Of(ActorIndex actors, LockQuery query)
    {
        ArgumentNullException.ThrowIfNull(actors);
        ArgumentNullException.ThrowIfNull(query);
        if (query.Check() is { } violation)
        {
            throw new ArgumentException(violation.Message, nameof(query));
        }

        var page = Cut(Find(actors.From(query.Prefix, query.After), query), query.Limit);
        return query.Count ? page with { Total = Count(actors, query) } : page;
    }

    private static int Count(ActorIndex actors, LockQuery query)
    {
        var all = actors.From(query.Prefix, after: "");
        return query is { State: null, Holder.Length: 0 } && query.HeldLongerThan <= TimeSpan.Zero
            ? all.Count(static actor => actor.IsInUse())
            : Find(all, query).Count();
    }

    /// <summary>A key whose actor goes while the next one comes is found once.</summary>
    private static IEnumerable<LockSnapshot> Find(IEnumerable<LockActor> actors, LockQuery query)
    {
        LockKey last = default;
        foreach (var actor in actors)
        {
            if (actor.Key != last && actor.IsInUse() && actor.Snapshot(withWaiters: false) is var found
                && IsInUse(found) && query.Matches(found))
            {
                last = actor.Key;
                yield return found;
            }
        }
    }

    private static LockPage Cut(IEnumerable<LockSnapshot> locks, int limit)
    {
        var found = locks.Take(limit + 1).ToList();
        if (found.Count <= limit)
        {
            return new LockPage(found, Next: null, Unreachable: []);
        }

        found.RemoveAt(limit);
        return new LockPage(found, found[^1].Key.Value, Unreachable: []);
    }

    private static bool IsInUse(LockSnapshot found) => found.State != LockState.Free || found.WaiterCount > 0;
}
