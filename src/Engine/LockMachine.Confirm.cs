namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>Confirms a pushed grant: the waiter lives and has it, so the lease lasts its full time.</summary>
    /// <param name="call">The call to answer.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="now">The time.</param>
    public Decision Confirm(CallId call, LeaseId lease, Moment now)
    {
        Begin(now);
        if (!IsHolding(lease))
        {
            AnswerLost(call, _ended.ReasonOf(lease));
        }
        else if (_lease.Restored)
        {
            ConfirmLease();
            _renewals.Add(new Renewal(call, _lease.Ttl));
        }
        else
        {
            ConfirmLease();
            AnswerRenewed(call);
        }

        return Finish();
    }

    private bool IsHolding(LeaseId lease) => _lease.IsHeld && _lease.Id == lease;

    private void ConfirmLease()
    {
        _lease.GrantedTo = default;
        if (!_lease.Confirmed)
        {
            _lease.Confirmed = true;
            _lease.Deadline = _lease.FullDeadline;
        }
    }

    private void AnswerRenewed(CallId call) => _decision.Add(new Answer
    {
        Call = call,
        Kind = AnswerKind.Renewed,
        Lease = _lease.Id,
        CountedFrom = _lease.CountedFrom,
        ValidFor = _lease.Ttl,
        Confirmed = true,
    });

    private void AnswerLost(CallId call, EndReason reason) =>
        _decision.Add(new Answer { Call = call, Kind = AnswerKind.Lost, Reason = reason });
}
