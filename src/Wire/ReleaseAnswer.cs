namespace LockActors.Wire;

/// <summary>The answer to a release.</summary>
public sealed record ReleaseAnswer
{
    /// <summary><c>released</c>, <c>notHeld</c> or <c>unavailable</c>.</summary>
    public required string Status { get; init; }

    /// <summary>How many holds of its re-entrancy scope remain, when released; at 0 the lock is free.</summary>
    public int? HoldsLeft { get; init; }

    /// <summary>How the lease ended, when not held and known.</summary>
    public string? Reason { get; init; }

    /// <summary>Writes a reply.</summary>
    /// <param name="reply">The reply.</param>
    public static ReleaseAnswer Of(in ReleaseReply reply) => reply.Outcome switch
    {
        ReleaseOutcome.Released => new() { Status = WireStatus.Released, HoldsLeft = reply.HoldsLeft },
        ReleaseOutcome.NotHeld => new() { Status = WireStatus.NotHeld, Reason = WireNames.Of(reply.Reason) },
        _ => new() { Status = WireStatus.Unavailable },
    };

    /// <summary>Reads a reply. What cannot be read is <see cref="ReleaseOutcome.Unavailable"/>.</summary>
    public ReleaseReply ToReply() => Status switch
    {
        WireStatus.Released => new(ReleaseOutcome.Released, HoldsLeft: HoldsLeft ?? 0),
        WireStatus.NotHeld => new(ReleaseOutcome.NotHeld, WireNames.ReasonOf(Reason)),
        _ => new(ReleaseOutcome.Unavailable),
    };
}
