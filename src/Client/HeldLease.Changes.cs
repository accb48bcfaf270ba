namespace LockActors.Client;

/// <summary>What changes a lease: time, answers of the service, the end of a turn.</summary>
internal sealed partial class HeldLease
{
    /// <summary>Whether a moment that was watched for still means something.</summary>
    public bool IsWatchedFor(TimeSpan due) => _watch.IsFor(due);

    /// <summary>Does what is due: renews in the background, or tells that the lock is lost.</summary>
    public void OnDue(TimeSpan due)
    {
        int turn;
        bool confirms;
        bool abandoned;
        lock (_gate)
        {
            if (_state != State.Held || !_watch.TryReach(due))
            {
                return;
            }

            var now = Now();
            LoseIfOver_NeedsLock(now);
            if (_state != State.Held)
            {
                return;
            }

            if (_runtime.IsClosed)
            {
                _schedule.MarkClosed();
            }

            var isDue = _schedule.IsAttemptDueAt(now);
            confirms = isDue && _schedule.NeedsConfirm;
            abandoned = isDue && !confirms && _handle.IsGone();
            if (abandoned)
            {
                // The application may have kept the token alone.
                SignalLost_NeedsLock();
            }
            else if (isDue)
            {
                _schedule.MarkAttempt();
                if (!confirms)
                {
                    _runtime.Batch.Add(this);
                }
            }

            turn = _turn;
            WatchNext_NeedsLock();
        }

        // Not under the lock: the beginning of a call runs here, and who looks at the handle meanwhile must not wait.
        if (confirms)
        {
            Background.Watch(LeaseRenewer.RunAsync(_runtime, this, confirm: true), _runtime.Log.BackgroundWorkFailed);
        }
        else if (abandoned)
        {
            _runtime.Log.HandleAbandoned(Key, TokenOf(turn));
            Background.Run(
                () => ReleaseAsync(turn, CancellationToken.None).AsTask(), _runtime.Log.BackgroundWorkFailed);
        }
    }

    /// <summary>Before a renewal that may have had to wait is sent: whether it is still of use.</summary>
    public bool TryBeginRenewal()
    {
        lock (_gate)
        {
            if (_state != State.Held)
            {
                return false;
            }

            _schedule.MarkSent(Now());
            WatchNext_NeedsLock();
            return true;
        }
    }

    /// <summary>Takes the answer to a renewal or a confirmation.</summary>
    public void Apply(in RenewReply reply)
    {
        lock (_gate)
        {
            var now = Now();
            LoseIfOver_NeedsLock(now);
            if (_state != State.Held)
            {
                return;
            }

            switch (reply.Outcome)
            {
                case RenewOutcome.Renewed:
                    _schedule.MarkRenewed(reply, now);
                    break;
                case RenewOutcome.Lost:
                    Lose_NeedsLock(reply.Reason, now);
                    return;
                default:
                    _schedule.MarkFailed(now);
                    var outcome = reply.Violation?.Message ?? reply.Outcome.ToString();
                    _runtime.Log.RenewalFailed(Key, outcome, _schedule.ValidUntil - now);
                    break;
            }

            WatchNext_NeedsLock();
        }
    }

    private void WatchNext_NeedsLock() => _watch.MoveTo(_schedule.NextDue, this, _runtime.Watch);

    /// <summary>Gives the lease to the next local waiter; then this turn is over. False when it must go back to the
    /// service.</summary>
    private bool TryHandOver_NeedsLock(TimeSpan now)
    {
        var mayHandOver = _turn + 1 < _grant.TokenBlock && now < _handOverUntil && _schedule.IsFreshAt(now);
        if (!mayHandOver || _queue is null || !_queue.TryTakeNext(out var next))
        {
            return false;
        }

        ClientInstruments.OnHeld(EndReason.Released, now - _since);
        _turn++;
        _since = now;
        _options = next.Options;
        _lost = default;
        _schedule.BeginTurn(next.Options, now);
        WatchNext_NeedsLock();
        next.Grant(NewHandle_NeedsLock());
        return true;
    }

    /// <summary>Ends the last turn.</summary>
    /// <returns>Whether the service must be told. A lock that the service called lost needs no release; one that was
    /// lost by this process's own clock may still stand there.</returns>
    private bool End_NeedsLock(TimeSpan now)
    {
        var wasLost = _state == State.Lost;
        if (!wasLost)
        {
            ClientInstruments.OnHeld(EndReason.Released, now - _since);
        }

        _state = State.Released;
        _watch.Stop(_runtime.Watch);
        return !wasLost || _reason == EndReason.Expired;
    }

    private void LoseIfOver_NeedsLock(TimeSpan now)
    {
        if (_state == State.Held && !_schedule.IsValidAt(now))
        {
            Lose_NeedsLock(EndReason.Expired, now);
        }
    }

    private void Lose_NeedsLock(EndReason reason, TimeSpan now)
    {
        _state = State.Lost;
        _reason = reason;
        _schedule.MarkLost(now);

        // The holder first: a log or a listener may fail.
        SignalLost_NeedsLock();

        // The next local waiter asks the service by itself.
        var queue = _queue;
        _queue = null;
        queue?.PassOn();
        _runtime.Log.LockLost(Key, TokenOf(_turn), reason);
        ClientInstruments.OnHeld(reason, now - _since);
    }

    private void SignalLost_NeedsLock()
    {
        if (CancelsWhenLost)
        {
            _lost.Fire(error => _runtime.Log.LostCallbackThrew(error, Key));
        }
    }
}
