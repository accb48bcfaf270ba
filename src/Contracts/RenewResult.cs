namespace LockActors.Contracts;

/// <summary>A lock grain's answer to a renewal or a confirmation.</summary>
[GenerateSerializer, Immutable]
[Alias("LockActors.RenewResult")]
public sealed record RenewResult
{
    /// <summary>What came of it.</summary>
    [Id(0)]
    public required RenewOutcome Outcome { get; init; }

    /// <summary>How long the lease lasts from when the grain sent this. A holder counts it from before it sent its
    /// own call.</summary>
    [Id(1)]
    public TimeSpan ValidFor { get; init; }

    /// <summary>How the lease ended, when it is lost.</summary>
    [Id(2)]
    public EndReason Reason { get; init; }

    /// <summary>The field that breaks a limit, when rejected.</summary>
    [Id(3)]
    public string? Field { get; init; }

    /// <summary>What is wrong with the field, when rejected.</summary>
    [Id(4)]
    public string? Message { get; init; }
}
