namespace LockActors.Client.Http;

/// <summary>How a request that waits is cut into calls that are held for a while. Pure policy: it takes the time and
/// starts nothing.</summary>
internal sealed class HttpWait
{
    // Longer than any service allows, and short enough to add to a clock.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly LockRequest _request;
    private readonly HttpLockOptions _options;
    private readonly TimeSpan _start;
    private readonly TimeSpan _waitUntil;
    private readonly TimeSpan _holdUntil;

    private bool _begun;
    private TimeSpan _sent;
    private TimeSpan _hold;
    private TimeSpan _retry;

    public HttpWait(LockRequest request, HttpLockOptions options, TimeSpan start)
    {
        _request = request;
        _options = options;
        _retry = options.ShortestRetry;
        _start = start;
        _waitUntil = start + Smaller(request.Wait, Longest);
        _holdUntil = request.Hold is { } hold && hold < request.Wait ? start + hold : _waitUntil;
    }

    /// <summary>How long the next call may take.</summary>
    public TimeSpan CallLimit => _hold + _options.Timeout;

    /// <summary>What to ask next: for what is left of the wait, and to be held for a while.</summary>
    public LockRequest Next(TimeSpan now)
    {
        _sent = now;
        _hold = Larger(Smaller(_options.HoldFor, _holdUntil - now), TimeSpan.Zero);
        var first = !_begun;
        _begun = true;

        // What the caller asked for is judged by the service as it is, limits and all.
        return first && _request.Hold < TimeSpan.Zero
            ? _request
            : _request with { WaitedFor = WaitedFor(now), Hold = _hold };
    }

    /// <summary>How much of the wait is over; never all of it, so that the service still has something to wait
    /// for.</summary>
    private TimeSpan WaitedFor(TimeSpan now)
    {
        var waited = _request.WaitedFor + (now - _start);
        return Larger(Smaller(waited, _request.Wait - Shortest), _request.WaitedFor);
    }

    /// <summary>Whether the caller has waited long enough.</summary>
    public bool IsOver(TimeSpan now) => now >= _waitUntil;

    /// <summary>Whether the caller wants to know now that the request is queued.</summary>
    public bool IsHoldOver(TimeSpan now) => now >= _holdUntil;

    /// <summary>The pause after "queued": none, unless the server did not hold the call for the time it was asked
    /// to.</summary>
    public TimeSpan PauseAfterQueued(TimeSpan now)
    {
        _retry = _options.ShortestRetry;
        return now - _sent < _hold / 2 ? _options.ShortestRetry : TimeSpan.Zero;
    }

    /// <summary>The pause after a failure; null when there is no time to try again.</summary>
    /// <param name="now">The time.</param>
    /// <param name="spread">A random part of 0 to 1, so that many clients do not come back at once.</param>
    public TimeSpan? PauseAfterFailure(TimeSpan now, double spread)
    {
        var pause = (_retry / 2) + (_retry / 2 * spread);
        _retry = Smaller(_retry * 2, Larger(_options.LongestRetry, _options.ShortestRetry));
        return now + pause < Smaller(_waitUntil, _holdUntil) ? pause : null;
    }

    private static TimeSpan Smaller(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Larger(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
