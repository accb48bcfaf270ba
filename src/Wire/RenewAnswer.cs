namespace LockActors.Wire;

/// <summary>The answer to a renewal or a confirmation.</summary>
public sealed record RenewAnswer
{
    /// <summary><c>renewed</c>, <c>lost</c> or <c>unavailable</c>; <c>rejected</c> only among many.</summary>
    public required string Status { get; init; }

    /// <summary>How much of the lease's time was left when the answer was written, when renewed. Count it from before
    /// the request was sent.</summary>
    public long? ValidMs { get; init; }

    /// <summary>How the lease ended, when lost and known.</summary>
    public string? Reason { get; init; }

    /// <summary>The field that breaks a limit, when rejected.</summary>
    public string? Field { get; init; }

    /// <summary>What is wrong with the field, when rejected.</summary>
    public string? Detail { get; init; }

    /// <summary>Writes a reply. <see cref="RenewOutcome.Rejected"/> is problem details where it is the only
    /// answer.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="now">The time on the monotonic clock, to tell how much of the lease is left.</param>
    public static RenewAnswer Of(in RenewReply reply, TimeSpan now) => reply.Outcome switch
    {
        RenewOutcome.Renewed => new()
        {
            Status = WireStatus.Renewed,
            ValidMs = WireTime.Floor(reply.CountedFrom + reply.ValidFor - now),
        },
        RenewOutcome.Lost => new() { Status = WireStatus.Lost, Reason = WireNames.Of(reply.Reason) },
        RenewOutcome.Rejected => new()
        {
            Status = WireStatus.Rejected,
            Field = reply.Violation?.Field,
            Detail = reply.Violation?.Message,
        },
        _ => new() { Status = WireStatus.Unavailable },
    };

    /// <summary>Reads a reply. What cannot be read is <see cref="RenewOutcome.Unavailable"/>.</summary>
    /// <param name="sent">The time on this process's monotonic clock before the request was sent.</param>
    public RenewReply ToReply(TimeSpan sent) => Status switch
    {
        WireStatus.Renewed when ValidMs is not null => new(RenewOutcome.Renewed, WireTime.Read(ValidMs), sent),
        WireStatus.Lost => new(RenewOutcome.Lost, Reason: WireNames.ReasonOf(Reason)),
        WireStatus.Rejected when Field is not null => new(
            RenewOutcome.Rejected, Violation: new LimitViolation(Field, Detail ?? $"{Field} is not valid.")),
        _ => new(RenewOutcome.Unavailable),
    };
}
