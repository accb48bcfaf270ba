namespace LockActors.Client;

/// <summary>A lease of this client: renewed and watched over as one. Its holders take turns; the
/// number of the turn is the epoch that keeps out holders whose turn is over.</summary>
/// <remarks>Its state is Held, then Lost or Released, once and for all: an answer that comes later changes
/// nothing.</remarks>
internal sealed partial class HeldLease
{
    private readonly Lock _gate = new();
    private readonly ClientRuntime _runtime;
    private readonly LockGrant _grant;
    private readonly RequestId _request;
    private readonly RenewalSchedule _schedule;
    private readonly TimeSpan _handOverUntil;

    // Null once no turn can follow.
    private LocalQueue? _queue;

    // Of the turn that goes on.
    private int _turn;
    private AcquireOptions _options;
    private TimeSpan _since;
    private LostSignal _lost;
    private HandleReference _handle;

    private LeaseWatch _watch;
    private State _state;
    private EndReason _reason;

    public HeldLease(
        ClientRuntime runtime, LockGrant grant, RequestId request, AcquireOptions options, LocalQueue? queue)
    {
        _runtime = runtime;
        _grant = grant;
        _request = request;
        _options = options;
        _schedule = new RenewalSchedule(grant, options);
        _since = Now();
        _watch = LeaseWatch.None;
        _queue = queue;
        _handOverUntil = queue is null ? TimeSpan.MinValue : _since + runtime.HandoffTime(grant.Ttl);
    }

    private enum State
    {
        Held,
        Lost,
        Released,
    }

    public LockKey Key => _grant.Key;

    public LeaseId Id => _grant.LeaseId;

    public TimeSpan Ttl => _grant.Ttl;

    public DateTimeOffset WallClock => _runtime.Time.GetUtcNow();

    public FencingToken TokenOf(int turn) => new(_grant.Token.Value + turn);

    public TimeSpan ValidFor(int turn)
    {
        lock (_gate)
        {
            var left = _schedule.ValidUntil - Now();
            return IsHeldIn_NeedsLock(turn) && left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public CancellationToken LostToken(int turn)
    {
        lock (_gate)
        {
            LoseIfOver_NeedsLock(Now());
            if (turn != _turn)
            {
                return new CancellationToken(canceled: true);
            }

            // A token that is asked for after the release is over at once: its holder would wait for ever.
            var isOver = _state == State.Released || (_state == State.Lost && CancelsWhenLost);
            return _lost.Token(isOver);
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
            WatchNext_NeedsLock();
            return NewHandle_NeedsLock();
        }
    }

    /// <summary>Renews now, for a holder that asks for it.</summary>
    public async ValueTask RenewAsync(int turn, CancellationToken cancellationToken)
    {
        ThrowIfOver(turn);
        var reply = await LeaseRenewer.RenewAsync(_runtime, this, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Ends a turn: the lease goes to the next local waiter, or back to the service.</summary>
    /// <returns>Whether the lock was still held.</returns>
    public ValueTask<bool> ReleaseAsync(int turn, CancellationToken cancellationToken)
    {
        LocalQueue? queue;
        bool needsAnswer;
        lock (_gate)
        {
            if (turn != _turn || _state == State.Released)
            {
                return new(false);
            }

            var now = Now();
            LoseIfOver_NeedsLock(now);
            if (_state == State.Held && TryHandOver_NeedsLock(now))
            {
                return new(true);
            }

            needsAnswer = _state == State.Held;
            var needsRelease = End_NeedsLock(now);
            (queue, _queue) = (_queue, null);
            if (!needsRelease)
            {
                return new(false);
            }
        }

        var release = LeaseRelease.SendAsync(_runtime, _grant, _request);

        // Only now, so that the next local waiter finds the lock free, or stands in line with the other waiters.
        queue?.PassOn();
        if (!needsAnswer)
        {
            Background.Watch(release.AsTask(), _runtime.Log.BackgroundWorkFailed);
            return new(false);
        }

        return cancellationToken.CanBeCanceled ? new(release.AsTask().WaitAsync(cancellationToken)) : release;
    }

    /// <summary>Ends a turn, and waits a moment for the answer: a service that does not answer goes on being asked
    /// behind the scenes.</summary>
    public ValueTask DisposeAsync(int turn)
    {
        var release = ReleaseAsync(turn, CancellationToken.None);
        return release.IsCompletedSuccessfully ? default : WaitAsync(release.AsTask());

        async ValueTask WaitAsync(Task release) => await release.WaitAsync(BestEffortRetry.Courtesy, _runtime.Time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void ThrowIfOver(int turn)
    {
        lock (_gate)
        {
            LoseIfOver_NeedsLock(Now());
            if (!IsHeldIn_NeedsLock(turn))
            {
                var wasLost = turn == _turn && _state == State.Lost;
                throw new LockLostException(Key, wasLost ? _reason : EndReason.Released);
            }
        }
    }

    private TimeSpan Now() => _runtime.Time.Monotonic();

    private bool CancelsWhenLost => _options.LossPolicy == LossPolicy.Cancel;

    private bool IsHeldIn_NeedsLock(int turn) => _state == State.Held && turn == _turn;

    private LockHandle NewHandle_NeedsLock() => _handle.Set(new LockHandle(this, _turn));
}
