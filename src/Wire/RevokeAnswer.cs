namespace LockActors.Wire;

/// <summary>The answer to <c>DELETE /v1/locks/{key}</c>.</summary>
public sealed record RevokeAnswer
{
    /// <summary><c>revoked</c>, <c>notHeld</c> or <c>unavailable</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Writes an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    public static RevokeAnswer Of(RevokeOutcome outcome) => new()
    {
        Status = outcome switch
        {
            RevokeOutcome.Revoked => WireStatus.Revoked,
            RevokeOutcome.NotHeld => WireStatus.NotHeld,
            _ => WireStatus.Unavailable,
        },
    };

    /// <summary>Reads an outcome. What cannot be read is <see cref="RevokeOutcome.Unavailable"/>.</summary>
    public RevokeOutcome ToOutcome() => Status switch
    {
        WireStatus.Revoked => RevokeOutcome.Revoked,
        WireStatus.NotHeld => RevokeOutcome.NotHeld,
        _ => RevokeOutcome.Unavailable,
    };
}
