namespace LockActors.Engine;

public sealed partial class LockMachine
{
    private readonly List<Renewal> _renewals = [];
    private int _renewalsInFlight;

    /// <summary>Gives the lease a new time to live, counted from now; never less than it has. The answer follows once
    /// the store has it.</summary>
    /// <param name="call">The call to answer.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="ttl">The new time to live, within the limits.</param>
    /// <param name="now">The time.</param>
    public Decision Renew(CallId call, LeaseId lease, TimeSpan ttl, Moment now)
    {
        Invariant.Require(ttl > TimeSpan.Zero);
        Begin(now);
        if (IsHolding(lease))
        {
            ConfirmLease();
            _renewals.Add(new Renewal(call, ttl));
        }
        else
        {
            // A pause for this lease goes on: the holder counts on the lease until it reads an answer, and this one may
            // get lost as well.
            AnswerLost(call, _ended.ReasonOf(lease));
        }

        return Finish();
    }

    private void StartExtending()
    {
        var ttl = TimeSpan.Zero;
        foreach (var renewal in _renewals)
        {
            ttl = renewal.Ttl > ttl ? renewal.Ttl : ttl;
        }

        // Never less than was promised: to another holder of the lease, or by a later renewal that came earlier.
        var left = _lease.CountedFrom + _lease.Ttl - _now.Monotonic;
        ttl = left > ttl ? left : ttl;

        // The store may hold it longer from now on than a grant that was not read would be looked after.
        _lease.GrantedTo = default;
        _renewalsInFlight = _renewals.Count;
        Start(new StoreEffect
        {
            Verb = StoreVerb.Extend,
            Lease = _lease.Id,
            Token = _lease.Token,
            TokenBlock = _lease.TokenBlock,
            Ttl = ttl,
            Longest = Longest,
            Holder = _lease.Holder,
            ReentrancyScope = _lease.Scope,
            Request = _lease.FirstHold,
            IsReentered = _lease.IsReentered || _lease.HoldCount > 1,
        });
    }

    private void FinishExtending(in StoreEffect effect)
    {
        if (!IsHolding(effect.Lease))
        {
            return;
        }

        _lease.Ttl = effect.Ttl;
        _lease.CountedFrom = _effectSince;
        _lease.IsReentered |= effect.IsReentered;
        _lease.FullDeadline = Drift.GrantorDeadline(_now.Monotonic, effect.Ttl);
        _lease.Deadline = _lease.Confirmed
            ? _lease.FullDeadline
            : Earlier(_lease.FullDeadline, Drift.GrantorDeadline(_now.Monotonic, _limits.ConfirmWindow));
        for (var i = 0; i < _renewalsInFlight; i++)
        {
            AnswerExtended(_renewals[i]);
        }

        DropRenewalsInFlight();
        if (_lease.Restored)
        {
            _lease.Restored = false;
            AdmitSameScope();
        }
    }

    private void FailExtending()
    {
        for (var i = 0; i < _renewalsInFlight; i++)
        {
            var (call, _, request) = _renewals[i];
            _decision.Add(new Answer { Call = call, Kind = AnswerKind.Unavailable, Request = request });
        }

        DropRenewalsInFlight();
    }

    private void DropRenewalsInFlight()
    {
        _renewals.RemoveRange(0, _renewalsInFlight);
        _renewalsInFlight = 0;
    }

    private void LoseRenewals(EndReason reason)
    {
        foreach (var (call, _, request) in _renewals)
        {
            if (request.IsNone)
            {
                AnswerLost(call, reason);
            }
            else
            {
                AnswerOver(call, request, reason);
            }
        }

        _renewals.Clear();
        _renewalsInFlight = 0;
    }

    private void AnswerExtended(in Renewal renewal)
    {
        var (call, _, request) = renewal;
        if (request.IsNone)
        {
            AnswerRenewed(call);
        }
        else if (_lease.IsHeldBy(request))
        {
            AnswerGranted(call, request);
        }
        else
        {
            AnswerOver(call, request, _ended.ReasonOf(request));
        }
    }

    private void AnswerOver(CallId call, RequestId request, EndReason reason) =>
        _decision.Add(new Answer { Call = call, Kind = AnswerKind.Ended, Request = request, Reason = reason });
}
