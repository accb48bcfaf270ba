namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>After so many leases that each replaced the one before, the key is freed for those outside this
    /// service.</summary>
    private const int MaxLingers = 16;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(2);

    private StoreEffect _effect;
    private TimeSpan _effectSince;
    private TimeSpan _storeRetryAt = TimeSpan.MinValue;
    private TimeSpan _releasedAt = TimeSpan.MinValue;
    private TimeSpan _removeAt = TimeSpan.MinValue;
    private int _lingered;
    private int _storeFailures;

    /// <summary>A lease that the store lost although its holder may still count on it; grants pause until it
    /// cannot.</summary>
    private LeaseId _pausedFor;

    /// <summary>The only hold of that lease; none when there were several, for one cannot speak for the
    /// others.</summary>
    private RequestId _pausedForHold;

    private bool IsStoreFailing => _storeFailures > 0;

    /// <summary>The store made the change.</summary>
    /// <param name="now">The time, after the store answered.</param>
    public Decision StoreDone(Moment now)
    {
        Begin(now);
        var effect = TakeEffect();
        _storeFailures = 0;
        switch (effect.Verb)
        {
            case StoreVerb.Extend when IsVerification(effect):
                FinishVerifying();
                break;
            case StoreVerb.Extend:
                FinishExtending(effect);
                break;
            case StoreVerb.Remove:
                _staleLeases.Clear(effect.Lease);
                _lingered = 0;
                break;
            case StoreVerb.RemoveOverlong:
                FinishEviction();
                break;
            default:
                EndUnseen();
                _staleLeases.Clear(effect.Old);
                Grant(effect);
                break;
        }

        return Finish();
    }

    /// <summary>The store certainly did not make the change. A refusal that cannot be true counts as no
    /// answer.</summary>
    /// <param name="refusal">What it found.</param>
    /// <param name="now">The time, after the store answered.</param>
    public Decision StoreRefused(in StoreRefusal refusal, Moment now)
    {
        if (!CanBe(refusal, _effect))
        {
            return StoreFailed(now);
        }

        Begin(now);
        var effect = TakeEffect();
        _storeFailures = 0;
        switch (effect.Verb)
        {
            case StoreVerb.Extend when IsVerification(effect):
                LeaseMissing(effect, refusal);
                break;
            case StoreVerb.Extend:
                LoseLease(effect);
                break;
            case StoreVerb.Remove:
                _staleLeases.Clear(effect.Lease);
                break;
            case StoreVerb.RemoveOverlong:
                AnswerEvictions(AnswerKind.NotHeld);
                break;
            case var _ when _awaitsRestore && refusal.Kind == StoreRefusalKind.HeldByOther:
                AwaitState();
                break;
            default:
                EndUnseen();
                RefusePlacing(effect, refusal);
                break;
        }

        return Finish();
    }

    /// <summary>The store did not answer, or not in time: whether it made the change is not known.</summary>
    /// <param name="now">The time, after waiting for the store ended.</param>
    public Decision StoreFailed(Moment now)
    {
        Begin(now);
        var effect = TakeEffect();
        _storeRetryAt = _now.Monotonic + RetryDelay(_storeFailures++);
        switch (effect.Verb)
        {
            case StoreVerb.Extend when IsVerification(effect):
                DismissNoWait(AnswerKind.Unavailable);
                break;
            case StoreVerb.Extend:
                if (IsHolding(effect.Lease))
                {
                    FailExtending();
                }

                break;
            case StoreVerb.Remove:
                break;
            case StoreVerb.RemoveOverlong:
                AnswerEvictions(AnswerKind.Unavailable);
                break;
            default:
                _placesUnseen = false;
                _candidate!.Attempted = true;
                PutBack(AnswerKind.Unavailable);
                _awaitsRestore &= !_draining;
                break;
        }

        return Finish();
    }

    /// <summary>The lease store says that the holder outside may be gone: look at once.</summary>
    /// <param name="now">The time.</param>
    public Decision OutsideEnded(Moment now)
    {
        Begin(now);
        EndOutside();
        return Finish();
    }

    private void EndOutside()
    {
        if (_heldOutside && _pausedFor.IsNone)
        {
            _grantsFrom = _now.Monotonic;
            _outsideLooks = 0;
        }
    }

    private static bool CanBe(in StoreRefusal refusal, in StoreEffect effect) => refusal.Kind switch
    {
        StoreRefusalKind.Absent => effect.Verb != StoreVerb.Place,
        StoreRefusalKind.HeldByOther => refusal.HeldFor >= TimeSpan.Zero,
        StoreRefusalKind.FenceTooLow =>
            effect.Verb is StoreVerb.Place or StoreVerb.Replace && refusal.Fence >= effect.Token,
        _ => false,
    };

    private static TimeSpan RetryDelay(int failures) =>
        failures >= 6 ? LastRetry : Earlier(FirstRetry * (1 << failures), LastRetry);

    private void Start(in StoreEffect effect)
    {
        Invariant.Require(_effect.Verb == StoreVerb.None);
        _effect = effect;
        _effectSince = _now.Monotonic;
        _decision.Do(effect);
    }

    private StoreEffect TakeEffect()
    {
        Invariant.Require(_effect.Verb != StoreVerb.None);
        var effect = _effect;
        _effect = default;
        return effect;
    }

    private void RefusePlacing(in StoreEffect effect, in StoreRefusal refusal)
    {
        if (_candidate!.Abandoned)
        {
            DropCandidate();
            return;
        }

        switch (refusal.Kind)
        {
            case StoreRefusalKind.FenceTooLow:
                _lastToken = Math.Max(_lastToken, refusal.Fence.Value);
                PlaceAgain();
                break;
            case StoreRefusalKind.Absent:
                Invariant.Require(effect.Verb == StoreVerb.Replace);
                _staleLeases.Clear(effect.Old);
                PlaceAgain();
                break;
            case var _ when MayBeLastEnded(effect, refusal):
                _staleLeases.Clear(effect.Old);
                _staleLeases.Add(new(_lastEnded, _now.Monotonic + _limits.MaxTtl, Guarded: false));
                PlaceAgain();
                break;
            default:
                _staleLeases.Clear(effect.Old);
                PauseForForeignHolder(refusal.HeldFor);
                break;
        }
    }

    /// <summary>A foreign client holds the key: look again when the key ends, and now and then
    /// before.</summary>
    private void PauseForForeignHolder(TimeSpan heldFor)
    {
        var look = RetryDelay(_outsideLooks++ + 1);
        _heldOutside = true;
        _heldOverlong = IsOverlong(heldFor);
        PauseGrants(_now.Monotonic + Earlier(look / 2, heldFor) + TimeSpan.FromMilliseconds(1));
        PutBack(AnswerKind.Busy);
    }

    /// <summary>The store no longer has a lease whose holder may not know it yet.</summary>
    private void LoseLease(in StoreEffect effect)
    {
        if (!IsHolding(effect.Lease))
        {
            return;
        }

        _pausedFor = _lease.Id;
        _pausedForHold = _lease.IsShared ? default : _lease.FirstHold;
        PauseGrants(_lease.Deadline);
        EndLease(EndReason.Lost);
    }

    private void EndLossPause()
    {
        _pausedFor = default;
        _grantsFrom = _now.Monotonic;
    }
}
