namespace LockActors.Monitoring;

/// <summary>A process that keeps locks.</summary>
public sealed record LockMember
{
    /// <summary>The address by which lists and events name it.</summary>
    public required string Address { get; init; }

    /// <summary>The name that it was given.</summary>
    public required string Name { get; init; }

    /// <summary>What its cluster says of it, for example <c>Active</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Whether it answered just now.</summary>
    public bool Answered { get; init; }

    /// <summary>When it started, if it answered.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The locks that are held on it, if it answered.</summary>
    public int? Held { get; init; }

    /// <summary>The requests that wait on it, if it answered.</summary>
    public int? Waiting { get; init; }
}
