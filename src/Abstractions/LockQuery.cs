namespace LockActors;

/// <summary>Which locks to list.</summary>
public sealed record LockQuery
{
    /// <summary>The largest <see cref="Limit"/>: 1,000.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Only keys that begin with this text. Default: all.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Only keys that come after this one in ordinal order: the last key of the page before. Default: from
    /// the start.</summary>
    public string After { get; init; } = "";

    /// <summary>How many locks to answer at the most. Default: 100; range: 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Only locks in this state. Default: in any.</summary>
    public LockState? State { get; init; }

    /// <summary>Only locks with this text in their holder's name, in any case. Default:
    /// all.</summary>
    public string Holder { get; init; } = "";

    /// <summary>Only locks that have been held for at least this long. Default: all.</summary>
    public TimeSpan HeldLongerThan { get; init; }

    /// <summary>Whether to count all locks that the query finds, on this page and others. Default: no.</summary>
    public bool Count { get; init; }

    /// <summary>Whether a lock is one that the query asks for, apart from its key.</summary>
    /// <param name="found">The lock.</param>
    public bool Matches(LockSnapshot found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return (State is not { } state || found.State == state)
            && (Holder.Length == 0
                || (found.Holder?.Name.Contains(Holder, StringComparison.OrdinalIgnoreCase) ?? false))
            && (HeldLongerThan <= TimeSpan.Zero || found.Holder?.HeldFor >= HeldLongerThan);
    }

    /// <summary>Checks the query. Null when it keeps every limit.</summary>
    public LimitViolation? Check() => this switch
    {
        { Limit: < 1 or > MaxLimit } => new("limit", $"limit is {Limit}; it must be 1 to {MaxLimit}."),
        { Prefix.Length: > LockKey.MaxLength } =>
            new("prefix", $"prefix has {Prefix.Length} characters; the limit is {LockKey.MaxLength}."),
        { After.Length: > LockKey.MaxLength } =>
            new("after", $"after has {After.Length} characters; the limit is {LockKey.MaxLength}."),
        { Holder.Length: > HolderName.MaxLength } =>
            new("holder", $"holder has {Holder.Length} characters; the limit is {HolderName.MaxLength}."),
        _ => null,
    };
}
