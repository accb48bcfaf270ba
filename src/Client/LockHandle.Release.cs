namespace LockActors.Client;

internal sealed partial class LockHandle
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);

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
        var giveUpAt = Now() + _context.CleanupTimeout;
        for (var retry = FirstRetry; ; retry *= 2)
        {
            try
            {
                var reply = await _context.Service.ReleaseAsync(Key, _grant.LeaseId, _request, CancellationToken.None)
                    .ConfigureAwait(false);
                if (reply.Outcome != ReleaseOutcome.Unavailable)
                {
                    return reply.Outcome == ReleaseOutcome.Released;
                }
            }
            catch (Exception error) when (error is not InvariantViolationException)
            {
                _context.Log.ReleaseThrew(error, Key);
            }

            if (Now() + retry >= giveUpAt)
            {
                _context.Log.ReleaseGivenUp(Key, _grant.Ttl);
                return false;
            }

            await Task.Delay(retry, _context.Time).ConfigureAwait(false);
        }
    }
}
