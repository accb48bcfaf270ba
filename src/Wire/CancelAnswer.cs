namespace LockActors.Wire;

/// <summary>The answer to a cancel.</summary>
public sealed record CancelAnswer
{
    /// <summary><c>cancelled</c>, <c>unknown</c> or <c>unavailable</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Writes an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    public static CancelAnswer Of(CancelOutcome outcome) => new()
    {
        Status = outcome switch
        {
            CancelOutcome.Cancelled => WireStatus.Cancelled,
            CancelOutcome.Unknown => WireStatus.Unknown,
            _ => WireStatus.Unavailable,
        },
    };

    /// <summary>Reads an outcome. What cannot be read is <see cref="CancelOutcome.Unavailable"/>.</summary>
    public CancelOutcome ToOutcome() => Status switch
    {
        WireStatus.Cancelled => CancelOutcome.Cancelled,
        WireStatus.Unknown => CancelOutcome.Unknown,
        _ => CancelOutcome.Unavailable,
    };
}
