namespace LockActors.Client;

internal sealed partial class HeldLease
{
    public ValueTask<bool> ReleaseAsync(int turn, CancellationToken cancellationToken)
    {
        LocalTurns? turns;
        lock (_gate)
        {
            if (turn != _turn || _state == State.Released)
            {
                return new(false);
            }

            var now = Now();
            LoseIfOver(now);
            if (_state == State.Held && TryHandOver(now))
            {
                return new(true);
            }

            var before = _state;
            if (before == State.Lost)
            {
                _lost ??= NewLost();
            }
            else
            {
                ClientInstruments.OnHeld(EndReason.Released, now - _since);
            }

            _state = State.Released;
            NoteUnwatched();
            (turns, _turns) = (_turns, null);

            // A lock that the service called lost needs no release. One that was lost by this process's own clock may
            // still stand there.
            if (before == State.Lost && _reason != EndReason.Expired)
            {
                return new(false);
            }
        }

        var finish = FinishReleaseAsync();

        // Only now, so that the next local waiter finds the lock free, or stands in line with the other waiters.
        turns?.PassOn();
        return cancellationToken.CanBeCanceled ? new(finish.AsTask().WaitAsync(cancellationToken)) : finish;
    }

    private ValueTask<bool> FinishReleaseAsync()
    {
        var first = SendReleaseAsync();
        if (!first.IsCompletedSuccessfully)
        {
            return FinishReleaseAsync(first.AsTask());
        }

        // In process the answer is there at once, and nothing need be kept for another attempt.
        var reply = first.Result;
        return reply.Outcome == ReleaseOutcome.Unavailable
            ? FinishReleaseAsync(Task.FromResult(reply))
            : new(reply.Outcome == ReleaseOutcome.Released);
    }

    /// <summary>What a service throws comes with the task.</summary>
    private async ValueTask<ReleaseReply> SendReleaseAsync() =>
        await _context.Service.ReleaseAsync(Key, _grant.LeaseId, _request, CancellationToken.None)
            .ConfigureAwait(false);

    private async ValueTask<bool> FinishReleaseAsync(Task<ReleaseReply>? first)
    {
        var outcome = ReleaseOutcome.Unavailable;
        var answered = await _context.BestEffortRetry.RunAsync(
            async () =>
            {
                var attempt = first ?? SendReleaseAsync().AsTask();
                first = null;
                outcome = (await attempt.ConfigureAwait(false)).Outcome;
                return outcome != ReleaseOutcome.Unavailable;
            },
            error => _context.Log.ReleaseThrew(error, Key)).ConfigureAwait(false);
        if (!answered)
        {
            _context.Log.ReleaseGivenUp(Key, _grant.Ttl);
        }

        return answered && outcome == ReleaseOutcome.Released;
    }
}
