namespace LockActors.Contracts;

/// <summary>Which locks of a silo to list, on its way over the wire. The meaning of the members is that of
/// <see cref="LockQuery"/>.</summary>
[GenerateSerializer, Immutable]
[Alias("LockActors.LockQueryView")]
public sealed record LockQueryView
{
    /// <summary>Only keys that begin with this text.</summary>
    [Id(0)]
    public string Prefix { get; init; } = "";

    /// <summary>Only keys after this one.</summary>
    [Id(1)]
    public string After { get; init; } = "";

    /// <summary>At most this many.</summary>
    [Id(2)]
    public int Limit { get; init; }

    /// <summary>Only locks in this state.</summary>
    [Id(3)]
    public LockState? State { get; init; }

    /// <summary>Only locks with this text in their holder's name.</summary>
    [Id(4)]
    public string Holder { get; init; } = "";

    /// <summary>Only locks that have been held for at least this long.</summary>
    [Id(5)]
    public TimeSpan HeldLongerThan { get; init; }

    /// <summary>Whether to count all.</summary>
    [Id(6)]
    public bool Count { get; init; }

    /// <summary>The view of a query.</summary>
    /// <param name="query">The query.</param>
    public static LockQueryView Of(LockQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new LockQueryView
        {
            Prefix = query.Prefix,
            After = query.After,
            Limit = query.Limit,
            State = query.State,
            Holder = query.Holder,
            HeldLongerThan = query.HeldLongerThan,
            Count = query.Count,
        };
    }

    /// <summary>The query that this is a view of.</summary>
    public LockQuery ToQuery() => new()
    {
        Prefix = Prefix,
        After = After,
        Limit = Limit,
        State = State,
        Holder = Holder,
        HeldLongerThan = HeldLongerThan,
        Count = Count,
    };
}
