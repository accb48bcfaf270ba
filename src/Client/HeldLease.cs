namespace LockActors.Client;

/// <summary>A lease of this client: renewed and watched over as one. Its holders take turns; the
/// number of the turn is the epoch that keeps out holders whose turn is over.</summary>
/// <remarks>Its state is Held, then Lost or Released, once and for all: an answer that comes later changes
/// nothing.</remarks>
internal sealed partial class HeldLease
{
    private readonly Lock _gate = new();
    private readonly HandleContext _context;
    private readonly LockGrant _grant;
    private readonly RequestId _request;
    private readonly RenewalSchedule _schedule;

    // Of the turn that goes on.
    private int _turn;
    private AcquireOptions _options;
    private TimeSpan _since;
    private CancellationTokenSource? _lost;

    private TimeSpan _watchedFor = TimeSpan.MaxValue;
    private State _state;
    private EndReason _reason;

    public HeldLease(
        HandleContext context, LockGrant grant, RequestId request, AcquireOptions options, LocalTurns? turns)
    {
        _context = context;
        _grant = grant;
        _request = request;
        _options = options;
        _schedule = new RenewalSchedule(grant, options);
        _since = Now();
        _turns = turns;
        _handOverUntil = turns is null ? TimeSpan.MinValue : _since + context.HandoffTime(grant.Ttl);
    }

    private enum State
    {
        Held,
        Lost,
        Released,
    }

    public LockKey Key => _grant.Key;

    public DateTimeOffset WallClock => _context.Time.GetUtcNow();

    public FencingToken TokenOf(int turn) => new(_grant.Token.Value + turn);

    public TimeSpan ValidFor(int turn)
    {
        lock (_gate)
        {
            var left = _schedule.ValidUntil - Now();
            return IsHeldIn(turn) && left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public CancellationToken LostToken(int turn)
    {
        lock (_gate)
        {
            LoseIfOver(Now());
            if (turn == _turn && _state != State.Released)
            {
                _lost ??= NewLost();
            }

            return turn == _turn && _lost is not null ? _lost.Token : CancellationToken.None;
        }
    }

    public EndReason LostReason(int turn)
    {
        lock (_gate)
        {
            return turn == _turn ? _reason : EndReason.None;
        }
    }

    /// <summary>Begins to watch over the lease.</summary>
    public ILockHandle Begin()
    {
        lock (_gate)
        {
            WatchNext();
            return NewHandle();
        }
    }

    private TimeSpan Now() => _context.Time.Monotonic();

    private bool IsHeldIn(int turn) => _state == State.Held && turn == _turn;

    private CancellationTokenSource NewLost()
    {
        var source = new CancellationTokenSource();
        if (_state == State.Lost && _options.LossPolicy == LossPolicy.Cancel)
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

        // The holder first: a log or a listener may fail.
        CancelLost();
        LeaveTurns();
        _context.Log.LockLost(Key, TokenOf(_turn), reason);
        ClientInstruments.OnHeld(reason, now - _since);
    }

    private void CancelLost()
    {
        if (_options.LossPolicy == LossPolicy.Cancel)
        {
            // The callbacks are the application's and run elsewhere.
            if (_lost is { } lost)
            {
                Background.Run(lost.CancelAsync, error => _context.Log.LostCallbackThrew(error, Key));
            }
        }
    }
}
