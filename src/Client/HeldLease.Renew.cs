namespace LockActors.Client;

internal sealed partial class HeldLease
{
    public async ValueTask RenewAsync(int turn, CancellationToken cancellationToken)
    {
        ThrowIfOver(turn);
        var reply = await AskToRenewAsync(cancellationToken).ConfigureAwait(false);
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
            WatchNext();
            return true;
        }
    }

    public LeaseRenewal AsRenewal => new(Key, _grant.LeaseId, _grant.Ttl);

    /// <summary>Whether a moment that was asked for still means something.</summary>
    public bool IsWatchedFor(TimeSpan due) => _watchedFor == due;

    /// <summary>Does what is due: renews in the background, or tells that the lock is lost.</summary>
    public void Attend(TimeSpan due)
    {
        int turn;
        bool confirms;
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

            if (_context.IsClosed)
            {
                _schedule.MarkClosed();
            }

            var isDue = _schedule.IsAttemptDueAt(now);
            confirms = isDue && _schedule.NeedsConfirm;
            abandoned = isDue && !confirms && IsAbandoned();
            if (abandoned)
            {
                // The application may have kept the token alone.
                CancelLost();
            }
            else if (isDue)
            {
                _schedule.MarkAttempt();
                if (!confirms)
                {
                    _context.Batch.Add(this);
                }
            }

            turn = _turn;
            WatchNext();
        }

        // Not under the lock: the beginning of a call runs here, and who looks at the handle meanwhile must not wait.
        if (confirms)
        {
            Background.Watch(RenewInBackgroundAsync(confirm: true), _context.Log.BackgroundWorkFailed);
        }
        else if (abandoned)
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
            var answer = await _context.Slots.RunAsync(() => AskInBackgroundAsync(confirm)).ConfigureAwait(false);
            if (answer is null)
            {
                return;
            }

            reply = answer.Value;
        }
        catch (Exception error)
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

    /// <summary>Null when the lease was given up before there was a slot.</summary>
    private async Task<RenewReply?> AskInBackgroundAsync(bool confirm)
    {
        if (!TryBeginRenewal())
        {
            return null;
        }

        return confirm
            ? await _context.Service.ConfirmAsync(Key, _grant.LeaseId).ConfigureAwait(false)
            : await AskToRenewAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private ValueTask<RenewReply> AskToRenewAsync(CancellationToken cancellationToken) =>
        _context.Service.RenewAsync(Key, _grant.LeaseId, _grant.Ttl, cancellationToken);

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
                    var outcome = reply.Violation?.Message ?? reply.Outcome.ToString();
                    _context.Log.RenewalFailed(Key, outcome, _schedule.ValidUntil - now);
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
