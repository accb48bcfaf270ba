namespace LockActors.Client;

internal sealed partial class HeldLease
{
    public async ValueTask RenewAsync(int turn, CancellationToken cancellationToken)
    {
        ThrowIfOver(turn);
        var reply = await _context.Service.RenewAsync(Key, _grant.LeaseId, _grant.Ttl, cancellationToken)
            .ConfigureAwait(false);
        ClientInstruments.OnRenewal(reply.Outcome);
        Apply(reply);
        ThrowIfOver(turn);
        if (reply.Outcome == RenewOutcome.Rejected)
        {
            throw new LockRejectedException(Key, reply.Violation!);
        }

        if (reply.Outcome == RenewOutcome.Unavailable)
        {
            throw new LockUnavailableException(Key);
        }
    }

    /// <summary>Whether the lease is still held, so that a renewal that had to wait is of use.</summary>
    public bool AwaitsRenewal
    {
        get
        {
            lock (_gate)
            {
                return _state == State.Held;
            }
        }
    }

    public LeaseRenewal AsRenewal => new(Key, _grant.LeaseId, _grant.Ttl);

    /// <summary>Whether a moment that was asked for still means something.</summary>
    public bool IsWatchedFor(TimeSpan due) => _watchedFor == due;

    /// <summary>Does what is due: renews in the background, or stops believing.</summary>
    public void Attend(TimeSpan due)
    {
        int turn;
        bool abandoned;
        lock (_gate)
        {
            if (_state != State.Held || due != _watchedFor)
            {
                return;
            }

            _watchedFor = TimeSpan.MaxValue;
            var now = Now();
            LoseIfOver(now);
            if (_state != State.Held)
            {
                return;
            }

            var isDue = _schedule.IsAttemptDueAt(now);
            abandoned = isDue && !_schedule.NeedsConfirm && IsAbandoned();
            if (isDue && !abandoned)
            {
                _schedule.MarkAttempt();
                if (_schedule.NeedsConfirm)
                {
                    _ = RenewInBackgroundAsync(confirm: true);
                }
                else
                {
                    _context.Batch.Add(this);
                }
            }

            turn = _turn;
            WatchNext();
        }

        if (abandoned)
        {
            GiveUpAbandoned(turn);
        }
    }

    private void ThrowIfOver(int turn)
    {
        lock (_gate)
        {
            LoseIfOver(Now());
            if (!IsHeldIn(turn))
            {
                var wasLost = turn == _turn && _state == State.Lost;
                throw new LockLostException(Key, wasLost ? _reason : EndReason.Released);
            }
        }
    }

    public async Task RenewInBackgroundAsync(bool confirm)
    {
        RenewReply reply;
        try
        {
            await _context.RenewalSlots.WaitAsync().ConfigureAwait(false);
            try
            {
                if (!AwaitsRenewal)
                {
                    return;
                }

                reply = confirm
                    ? await _context.Service.ConfirmAsync(Key, _grant.LeaseId).ConfigureAwait(false)
                    : await _context.Service.RenewAsync(Key, _grant.LeaseId, _grant.Ttl).ConfigureAwait(false);
            }
            finally
            {
                _context.RenewalSlots.Release();
            }
        }
        catch (Exception error) when (error is not InvariantViolationException)
        {
            _context.Log.RenewalThrew(error, Key);
            reply = new RenewReply(RenewOutcome.Unavailable);
        }

        if (!confirm)
        {
            ClientInstruments.OnRenewal(reply.Outcome);
        }

        Apply(reply);
    }

    /// <summary>Takes the answer to a renewal that was asked for in the background.</summary>
    public void TakeRenewal(in RenewReply reply)
    {
        ClientInstruments.OnRenewal(reply.Outcome);
        Apply(reply);
    }

    private void Apply(in RenewReply reply)
    {
        lock (_gate)
        {
            var now = Now();
            LoseIfOver(now);
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
                    Lose(reply.Reason, now);
                    return;
                default:
                    _schedule.MarkFailed(now);
                    _context.Log.RenewalFailed(Key, reply.Outcome, _schedule.ValidUntil - now);
                    break;
            }

            WatchNext();
        }
    }

    private void WatchNext()
    {
        var due = _schedule.NextDue;
        if (due < _watchedFor)
        {
            NoteUnwatched();
            _watchedFor = due;
            _context.Watch.Add(this, due);
        }
    }

    private void NoteUnwatched()
    {
        if (_watchedFor != TimeSpan.MaxValue)
        {
            _watchedFor = TimeSpan.MaxValue;
            _context.Watch.NotePointless();
        }
    }
}
