namespace LockActors;

/// <summary>When a request is made again, and until when. Pure policy: it takes the time and starts
/// nothing.</summary>
internal struct AcquireSchedule
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly LockRequest _request;
    private readonly RetryPauses _pauses;
    private readonly TimeSpan _longestHold;
    private readonly TimeSpan _start;
    private readonly TimeSpan _waitUntil;
    private readonly TimeSpan _holdUntil;

    private bool _begun;
    private TimeSpan _sent;
    private TimeSpan _hold;
    private TimeSpan _retry;

    /// <param name="request">The request.</param>
    /// <param name="longestHold">How long one attempt may be held open by the service.</param>
    /// <param name="pauses">The pauses after failures.</param>
    /// <param name="start">The time of the first attempt.</param>
    public AcquireSchedule(LockRequest request, TimeSpan longestHold, RetryPauses pauses, TimeSpan start)
    {
        _request = request;
        _pauses = pauses;
        _longestHold = longestHold;
        _retry = pauses.Shortest;
        _start = start;
        _waitUntil = start + Smaller(request.Wait, LockRequest.WithoutEnd);
        _holdUntil = request.Hold is { } hold && hold < request.Wait ? start + hold : _waitUntil;
    }

    /// <summary>The times of the next attempt.</summary>
    /// <param name="now">The time.</param>
    public AttemptTimes Next(TimeSpan now)
    {
        _sent = now;
        _hold = Larger(Smaller(_longestHold, _holdUntil - now), TimeSpan.Zero);
        var first = !_begun;
        _begun = true;

        // What the caller asked for is judged by the service as it is, limits and all.
        return first && _request.Hold is { } asked && asked < TimeSpan.Zero
            ? new AttemptTimes(_request.WaitedFor, asked)
            : new AttemptTimes(WaitedFor(now), _hold);
    }

    /// <summary>Whether the caller has waited long enough.</summary>
    /// <param name="now">The time.</param>
    public readonly bool IsOver(TimeSpan now) => now >= _waitUntil;

    /// <summary>Whether the caller wants to know now that the request is queued.</summary>
    /// <param name="now">The time.</param>
    public readonly bool IsHoldOver(TimeSpan now) => now >= _holdUntil;

    /// <summary>The pause after "queued": none, unless the service did not hold the attempt for the time it was asked
    /// to.</summary>
    /// <param name="now">The time.</param>
    public TimeSpan PauseAfterQueued(TimeSpan now)
    {
        _retry = _pauses.Shortest;
        return now - _sent < _hold / 2 ? _pauses.Shortest : TimeSpan.Zero;
    }

    /// <summary>The pause after a failure; null when there is no time to try again.</summary>
    /// <param name="now">The time.</param>
    /// <param name="spread">A random part of 0 to 1, so that many clients do not come back at once.</param>
    public TimeSpan? PauseAfterFailure(TimeSpan now, double spread)
    {
        var pause = (_retry / 2) + (_retry / 2 * spread);
        _retry = Smaller(_retry * 2, Larger(_pauses.Longest, _pauses.Shortest));
        return now + pause < Smaller(_waitUntil, _holdUntil) ? pause : null;
    }

    /// <summary>How much of the wait is over; never all of it, so that the service still has something to wait
    /// for.</summary>
    private readonly TimeSpan WaitedFor(TimeSpan now)
    {
        var waited = _request.WaitedFor + (now - _start);
        return Larger(Smaller(waited, _request.Wait - Shortest), _request.WaitedFor);
    }

    private static TimeSpan Smaller(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Larger(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
