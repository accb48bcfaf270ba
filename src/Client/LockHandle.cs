namespace LockActors.Client;

/// <summary>A lock that is held. Its state is Held, then Lost or Released, once and for all: an answer that comes
/// later changes nothing.</summary>
internal sealed partial class LockHandle : ILockHandle
{
    private readonly Lock _gate = new();
    private readonly HandleContext _context;
    private readonly LockGrant _grant;
    private readonly RequestId _request;
    private readonly AcquireOptions _options;
    private readonly RenewalSchedule _schedule;

    private CancellationTokenSource? _lost;
    private TimeSpan _watchedFor = TimeSpan.MaxValue;
    private State _state;
    private EndReason _reason;

    public LockHandle(HandleContext context, LockGrant grant, RequestId request, AcquireOptions options)
    {
        _context = context;
        _grant = grant;
        _request = request;
        _options = options;
        _schedule = new RenewalSchedule(grant, options);
    }

    private enum State
    {
        Held,
        Lost,
        Released,
    }

    public LockKey Key => _grant.Key;

    public FencingToken Token => _grant.Token;

    public bool IsHeld => ValidFor > TimeSpan.Zero;

    public TimeSpan ValidFor
    {
        get
        {
            lock (_gate)
            {
                var left = _schedule.ValidUntil - Now();
                return _state == State.Held && left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    public DateTimeOffset ValidUntil => _context.Time.GetUtcNow() + ValidFor;

    public CancellationToken LostToken
    {
        get
        {
            lock (_gate)
            {
                LoseIfOver(Now());
                return (_lost ??= _state == State.Lost ? Cancelled() : new CancellationTokenSource()).Token;
            }
        }
    }

    public async ValueTask DisposeAsync() => await ReleaseAsync(CancellationToken.None).ConfigureAwait(false);

    private TimeSpan Now() => _context.Time.Monotonic();

    private CancellationTokenSource Cancelled()
    {
        var source = new CancellationTokenSource();
        if (_options.LossPolicy == LossPolicy.Cancel)
        {
            source.Cancel();
        }

        return source;
    }

    private void LoseIfOver(TimeSpan now)
    {
        if (_state == State.Held && !_schedule.IsValidAt(now))
        {
            Lose(EndReason.Expired, now);
        }
    }

    private void Lose(EndReason reason, TimeSpan now)
    {
        _state = State.Lost;
        _reason = reason;
        _schedule.MarkLost(now);
        _context.Log.LockLost(Key, Token, reason);
        if (_options.LossPolicy == LossPolicy.Cancel)
        {
            // The callbacks are the application's and run elsewhere.
            _ = _lost?.CancelAsync();
        }
    }
}
