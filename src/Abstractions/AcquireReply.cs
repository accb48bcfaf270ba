using System.Diagnostics.CodeAnalysis;

namespace LockActors;

/// <summary>The answer to an acquire.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Grant">The lease, when granted.</param>
/// <param name="Position">The place in the queue, 1 for the next, when queued; for <see cref="LockOutcome.Busy"/>, the
/// place that a waiting request would have had.</param>
/// <param name="Reason">How the request ended, when <see cref="LockOutcome.Ended"/>.</param>
/// <param name="Violation">The limit that was broken, when rejected.</param>
/// <param name="Cause">Why the outcome is not known, for people, when <see cref="LockOutcome.Unavailable"/>, and why
/// no client is granted the lock for now, when <see cref="LockOutcome.Queued"/>; null when there is no such cause, or
/// it is not known.</param>
public readonly record struct AcquireReply(
    LockOutcome Outcome,
    LockGrant? Grant = null,
    int Position = 0,
    EndReason Reason = EndReason.None,
    LimitViolation? Violation = null,
    string? Cause = null)
{
    /// <summary>Whether the lock is held; then <see cref="Grant"/> is there.</summary>
    [MemberNotNullWhen(true, nameof(Grant))]
    public bool IsGranted => Outcome == LockOutcome.Granted;

    /// <summary>An answer that refuses a request for breaking a limit.</summary>
    /// <param name="violation">The limit.</param>
    public static AcquireReply Reject(LimitViolation violation) => new(LockOutcome.Rejected, Violation: violation);
}
