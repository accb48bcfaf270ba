namespace LockActors;

/// <summary>The answer to a renewal or a confirmation.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="ValidFor">How long the lease lasts, counted from <paramref name="CountedFrom"/>, before drift is
/// taken off.</param>
/// <param name="CountedFrom">The moment on this process's monotonic clock from which the time counts.</param>
/// <param name="Reason">How the lease ended, when it is lost.</param>
/// <param name="Violation">The limit that was broken, when rejected.</param>
public readonly record struct RenewReply(
    RenewOutcome Outcome,
    TimeSpan ValidFor = default,
    TimeSpan CountedFrom = default,
    EndReason Reason = EndReason.None,
    LimitViolation? Violation = null)
{
    /// <summary>The moment on the monotonic clock until which the holder may rely on the lease, when renewed.</summary>
    public TimeSpan ValidUntil => Drift.HolderDeadline(CountedFrom, ValidFor);
}
