namespace LockActors.Engine;

/// <summary>The lease that a machine leaves to the one that takes its place.</summary>
public sealed record LeaseState
{
    /// <summary>The lease.</summary>
    public required LeaseId Id { get; init; }

    /// <summary>Its holder's name, for people; the default value for none.</summary>
    public HolderName Holder { get; init; }

    /// <summary>The scope within which it is re-entrant; the default value for none.</summary>
    public ReentrancyScope ReentrancyScope { get; init; }

    /// <summary>Its first fencing token.</summary>
    public required FencingToken Token { get; init; }

    /// <summary>The number of its fencing tokens. Default: 1.</summary>
    public int TokenBlock { get; init; } = 1;

    /// <summary>The time that its holder was promised and has left.</summary>
    public required TimeSpan Left { get; init; }

    /// <summary>How much longer the grantor keeps it, confirmed or not.</summary>
    public required TimeSpan KeptFor { get; init; }

    /// <summary>How much longer the grantor keeps it once it is confirmed.</summary>
    public required TimeSpan KeptForIfConfirmed { get; init; }

    /// <summary>How long it has been held.</summary>
    public TimeSpan HeldFor { get; init; }

    /// <summary>Whether its holder has shown that it has it.</summary>
    public bool Confirmed { get; init; }

    /// <summary>Whether the store knows that its scope has held it more than once.</summary>
    public bool IsReentered { get; init; }

    /// <summary>Whether its scope may hold it more often than is known.</summary>
    public bool MayHaveMoreHolds { get; init; }

    /// <summary>The requests that hold it; at least one.</summary>
    public required IReadOnlyList<RequestId> Holds { get; init; }
}
