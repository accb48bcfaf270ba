using LockActors.Engine;

namespace LockActors.Actors;

/// <summary>Turns the machine's answers into the replies of the service.</summary>
public static class Replies
{
    /// <summary>The reply to an acquire.</summary>
    /// <param name="answer">The machine's answer.</param>
    /// <param name="key">The lock.</param>
    public static AcquireReply ToAcquire(in Answer answer, LockKey key) => answer.Kind switch
    {
        AnswerKind.Granted => new(LockOutcome.Granted, Grant: ToGrant(answer, key)),
        AnswerKind.Queued => new(LockOutcome.Queued, Position: answer.Position),
        AnswerKind.Busy => new(LockOutcome.Busy, Position: answer.Position),
        AnswerKind.TimedOut => new(LockOutcome.TimedOut),
        AnswerKind.Rejected => AcquireReply.Reject(answer.Violation!),
        AnswerKind.Unavailable => new(LockOutcome.Unavailable),
        AnswerKind.Ended => new(LockOutcome.Ended, Reason: answer.Reason),
        _ => throw Unexpected(answer),
    };

    /// <summary>The grant that an answer carries.</summary>
    /// <param name="answer">An answer of the kind <see cref="AnswerKind.Granted"/>.</param>
    /// <param name="key">The lock.</param>
    public static LockGrant ToGrant(in Answer answer, LockKey key) => new()
    {
        Key = key,
        LeaseId = answer.Lease,
        Token = answer.Token,
        TokenBlock = answer.TokenBlock,
        Ttl = answer.Ttl,
        ValidFor = answer.ValidFor,
        CountedFrom = answer.CountedFrom,
        Confirmed = answer.Confirmed,
    };

    internal static RenewReply ToRenew(in Answer answer) => answer.Kind switch
    {
        AnswerKind.Renewed => new(RenewOutcome.Renewed, answer.ValidFor, answer.CountedFrom),
        AnswerKind.Lost => new(RenewOutcome.Lost, Reason: answer.Reason),
        AnswerKind.Unavailable => new(RenewOutcome.Unavailable),
        _ => throw Unexpected(answer),
    };

    internal static ReleaseReply ToRelease(in Answer answer) => answer.Kind switch
    {
        AnswerKind.Released => new(ReleaseOutcome.Released, HoldsLeft: answer.HoldsLeft),
        AnswerKind.NotHeld => new(ReleaseOutcome.NotHeld, answer.Reason),
        AnswerKind.Unavailable => new(ReleaseOutcome.Unavailable),
        _ => throw Unexpected(answer),
    };

    internal static CancelOutcome ToCancel(in Answer answer) => answer.Kind switch
    {
        AnswerKind.Cancelled => CancelOutcome.Cancelled,
        AnswerKind.Unknown => CancelOutcome.Unknown,
        AnswerKind.Unavailable => CancelOutcome.Unavailable,
        _ => throw Unexpected(answer),
    };

    internal static RevokeOutcome ToRevoke(in Answer answer) => answer.Kind switch
    {
        AnswerKind.Revoked => RevokeOutcome.Revoked,
        AnswerKind.NotHeld => RevokeOutcome.NotHeld,
        AnswerKind.Unavailable => RevokeOutcome.Unavailable,
        _ => throw Unexpected(answer),
    };

    private static InvariantViolationException Unexpected(in Answer answer) =>
        new($"an answer of the kind {answer.Kind} fits its call");
}
