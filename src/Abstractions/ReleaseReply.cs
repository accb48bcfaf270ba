namespace LockActors;

/// <summary>The answer to a release.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Reason">How the lease ended, when it was not held and that is known.</param>
/// <param name="HoldsLeft">How many holds of its re-entrancy scope remain; the lock is free to others at 0.</param>
public readonly record struct ReleaseReply(
    ReleaseOutcome Outcome, EndReason Reason = EndReason.None, int HoldsLeft = 0);
