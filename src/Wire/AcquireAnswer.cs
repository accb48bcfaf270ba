namespace LockActors.Wire;

/// <summary>The answer to an acquire. Which fields are there depends on <c>status</c>.</summary>
public sealed class AcquireAnswer
{
    /// <summary><c>granted</c>, <c>queued</c>, <c>busy</c>, <c>timedOut</c>, <c>ended</c> or
    /// <c>unavailable</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The lock, when granted.</summary>
    public string? Key { get; init; }

    /// <summary>The request's id, when granted or queued.</summary>
    public string? RequestId { get; init; }

    /// <summary>The secret that proves the lease, when granted.</summary>
    public string? LeaseId { get; init; }

    /// <summary>The (first) fencing token, when granted.</summary>
    public long? Token { get; init; }

    /// <summary>How many tokens, counting up from <c>token</c>, belong to the lease, when granted.</summary>
    public int? TokenBlock { get; init; }

    /// <summary>The time to live that was asked for, when granted.</summary>
    public long? TtlMs { get; init; }

    /// <summary>How much of the lease's time was left when the answer was written, when granted. Count it from before
    /// the request was sent.</summary>
    public long? ValidMs { get; init; }

    /// <summary>Whether the lease lasts its full time without being confirmed, when granted.</summary>
    public bool? Confirmed { get; init; }

    /// <summary>The place in the queue, 1 for the next, when queued; when busy, the place that a waiting request would
    /// have had.</summary>
    public int? Position { get; init; }

    /// <summary>How the request ended, when <c>ended</c> and known: for example <c>cancelled</c>, <c>released</c> or
    /// <c>dropped</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Why the outcome is not known, for people, when <c>unavailable</c> and known; when <c>queued</c>, why no
    /// client is granted the lock for now.</summary>
    public string? Cause { get; init; }

    /// <summary>Writes a reply other than <see cref="LockOutcome.Rejected"/>, which is problem details.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="request">The request's id.</param>
    /// <param name="now">The time on the monotonic clock, to tell how much of the lease is left.</param>
    public static AcquireAnswer Of(in AcquireReply reply, RequestId request, TimeSpan now) => reply.Outcome switch
    {
        LockOutcome.Granted => Granted(reply.Grant!, request, now),
        LockOutcome.Queued => new()
        {
            Status = WireStatus.Queued,
            RequestId = request.Reveal(),
            Position = reply.Position,
            Cause = reply.Cause,
        },
        LockOutcome.Busy => new() { Status = WireStatus.Busy, Position = reply.Position },
        LockOutcome.TimedOut => new() { Status = WireStatus.TimedOut },
        LockOutcome.Ended => new() { Status = WireStatus.Ended, Reason = WireNames.Of(reply.Reason) },
        _ => new() { Status = WireStatus.Unavailable, Cause = reply.Cause },
    };

    /// <summary>Reads a reply. What cannot be read is <see cref="LockOutcome.Unavailable"/>.</summary>
    /// <param name="key">The lock that was asked for.</param>
    /// <param name="sent">The time on this process's monotonic clock before the request was sent.</param>
    public AcquireReply ToReply(LockKey key, TimeSpan sent) => Status switch
    {
        WireStatus.Granted => ReadGrant(key, sent) is { } grant
            ? new(LockOutcome.Granted, grant)
            : new(LockOutcome.Unavailable),
        WireStatus.Queued => new(LockOutcome.Queued, Position: Position ?? 0, Cause: Cause),
        WireStatus.Busy => new(LockOutcome.Busy, Position: Position ?? 0),
        WireStatus.TimedOut => new(LockOutcome.TimedOut),
        WireStatus.Ended => new(LockOutcome.Ended, Reason: WireNames.ReasonOf(Reason)),
        _ => new(LockOutcome.Unavailable, Cause: Cause),
    };

    private static AcquireAnswer Granted(LockGrant grant, RequestId request, TimeSpan now) => new()
    {
        Status = WireStatus.Granted,
        Key = grant.Key.Value,
        RequestId = request.Reveal(),
        LeaseId = grant.LeaseId.Reveal(),
        Token = grant.Token.Value,
        TokenBlock = grant.TokenBlock,
        TtlMs = WireTime.Ceiling(grant.Ttl),
        ValidMs = WireTime.Floor(grant.CountedFrom + grant.ValidFor - now),
        Confirmed = grant.Confirmed,
    };

    private LockGrant? ReadGrant(LockKey key, TimeSpan sent) =>
        LockActors.LeaseId.TryParse(LeaseId, out var lease) && Token is > 0
            ? new LockGrant
            {
                Key = key,
                LeaseId = lease,
                Token = new FencingToken(Token.Value),
                TokenBlock = TokenBlock ?? 1,
                Ttl = WireTime.Read(TtlMs),
                ValidFor = WireTime.Read(ValidMs),
                CountedFrom = sent,
                Confirmed = Confirmed ?? true,
            }
            : null;
}
