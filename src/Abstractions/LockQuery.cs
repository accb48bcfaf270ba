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

    /// <summary>Checks the query. Null when it keeps every limit.</summary>
    public LimitViolation? Check() => this switch
    {
        { Limit: < 1 or > MaxLimit } => new("limit", $"limit is {Limit}; it must be 1 to {MaxLimit}."),
        { Prefix.Length: > LockKey.MaxLength } =>
            new("prefix", $"prefix has {Prefix.Length} characters; the limit is {LockKey.MaxLength}."),
        { After.Length: > LockKey.MaxLength } =>
            new("after", $"after has {After.Length} characters; the limit is {LockKey.MaxLength}."),
        _ => null,
    };
}
