namespace LockActors.Contracts;

/// <summary>A lock grain's answer to a release.</summary>
[GenerateSerializer, Immutable]
[Alias("LockActors.ReleaseResult")]
public sealed record ReleaseResult
{
    /// <summary>What came of it.</summary>
    [Id(0)]
    public required ReleaseOutcome Outcome { get; init; }

    /// <summary>How the lease ended, when it was not held and that is known.</summary>
    [Id(1)]
    public EndReason Reason { get; init; }

    /// <summary>How many holds of its re-entrancy scope remain.</summary>
    [Id(2)]
    public int HoldsLeft { get; init; }
}
