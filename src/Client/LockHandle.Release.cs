namespace LockActors.Client;

internal sealed partial class LockHandle
{
    public ValueTask<bool> ReleaseAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            LoseIfOver(Now());
            var before = _state;
            _state = State.Released;
            NoteUnwatched();

            // A lock that the service called lost needs no release. One that was lost by this process's own clock may
            // still stand there.
            if (before == State.Released || (before == State.Lost && _reason != EndReason.Expired))
            {
                return new(false);
            }
        }

        var finish = FinishReleaseAsync();
        return cancellationToken.CanBeCanceled ? new(finish.AsTask().WaitAsync(cancellationToken)) : finish;
    }

    private async ValueTask<bool> FinishReleaseAsync()
    {
        var outcome = ReleaseOutcome.Unavailable;
        var answered = await _context.Cleanup.RunAsync(
            async () =>
            {
                var reply = await _context.Service.ReleaseAsync(Key, _grant.LeaseId, _request, CancellationToken.None)
                    .ConfigureAwait(false);
                outcome = reply.Outcome;
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
