namespace LockActors.Engine;

public sealed partial class LockMachine
{
    private TimeSpan _verifyAt = TimeSpan.MinValue;
    private int _verifications;

    /// <summary>Whether a lease that was found in the store keeps a client waiting. Its holder may have released it
    /// elsewhere, at another activation of the key, and would not tell this one: so it looks now and then.</summary>
    private bool MustVerify => _lease.IsHeld && _lease.Restored && _queue.Count > 0;

    private TimeSpan VerifyDue => _verifyAt > _storeRetryAt ? _verifyAt : _storeRetryAt;

    /// <summary>An extension by nothing: the store says whether the lease is there, and changes nothing.</summary>
    private static bool IsVerification(in StoreEffect effect) =>
        effect.Verb == StoreVerb.Extend && effect.Ttl == TimeSpan.Zero;

    private void StartVerifying() => Start(new StoreEffect
    {
        Verb = StoreVerb.Extend,
        Lease = _lease.Id,
        Token = _lease.Token,
        TokenBlock = _lease.TokenBlock,
        Holder = _lease.Holder,
        ReentrancyScope = _lease.Scope,
        Request = _lease.FirstHold,
        IsReentered = _lease.IsReentered,
    });

    private void FinishVerifying()
    {
        _verifyAt = _now.Monotonic + RetryDelay(_verifications++);
        DismissNoWait(AnswerKind.Busy);
    }

    /// <summary>The lease is not there any more. A store that still knows its token has let it go in order; one that
    /// does not has lost it, and then its holder may still count on it.</summary>
    private void LeaseMissing(in StoreEffect effect, in StoreRefusal refusal)
    {
        if (!IsHolding(effect.Lease))
        {
            return;
        }

        if (refusal.Kind == StoreRefusalKind.Absent && refusal.Fence.Value == 0)
        {
            LoseLease(effect);
            return;
        }

        EndLease(EndReason.Lost);
    }
}
