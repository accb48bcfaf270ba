namespace LockActors.Engine;

/// <summary>Every decision about one lock key: who holds it, who is next, with which token, until when. Pure: no clock,
/// no I/O, no waiting. A command and the time go in; answers, at most one change for the lease store and the next
/// deadline come out.</summary>
/// <remarks>Not safe for concurrent use: its actor hands it one command at a time.</remarks>
public sealed partial class LockMachine
{
    private readonly LockLimits _limits;
    private readonly TimeSpan _linger;
    private readonly bool _isDurable;
    private readonly Decision _decision = new();
    private readonly WaiterQueue _queue = new();
    private readonly EndedRequests _ended = new();
    private readonly StaleLeases _staleLeases = new();
    private readonly Stack<Waiter> _spares = new();

    private Moment _now;
    private TimeSpan _nextDue = Decision.NoDeadline;

    private Lease _lease;
    private Waiter? _candidate;
    private long _lastToken;

    /// <summary>When a request last ended.</summary>
    private TimeSpan _endedAt;

    /// <summary>No grant before this: lock delay, a holder outside, or a lease that the store lost.</summary>
    private TimeSpan _grantsFrom = TimeSpan.MinValue;
    private bool _heldOutside;
    private int _outsideLooks;

    /// <summary>Makes a machine for a key that is not held.</summary>
    /// <param name="limits">The limits of the service.</param>
    /// <param name="fence">The highest fencing token that is known to be used for this key. Default: none.</param>
    /// <param name="linger">How long a lease that was released without waiters stays in the lease store, so that
    /// the next acquire replaces it in one step instead of a removal and a placing. Default: not at all.</param>
    /// <param name="awaitsRestore">Whether what the lease store knows is to come by <see cref="Restore"/>: requests
    /// queue meanwhile, in the order in which they come. Default: no, the key is free.</param>
    /// <param name="placesUnseen">Whether the first request is placed before that. Most keys are free, and placing is
    /// safe by itself: the store refuses it where another lease stands, and names a fence that is higher. Default:
    /// no.</param>
    public LockMachine(
        LockLimits limits,
        FencingToken fence = default,
        TimeSpan linger = default,
        bool awaitsRestore = false,
        bool placesUnseen = false)
    {
        _awaitsRestore = awaitsRestore;
        _placesUnseen = awaitsRestore && placesUnseen;
        _isDurable = awaitsRestore;

        // Requests that waited at a machine before this one come in the order of their first calls.
        _orderUntil = awaitsRestore ? TimeSpan.MaxValue : TimeSpan.MinValue;
        Invariant.Require(linger >= TimeSpan.Zero);
        _linger = linger;
        ArgumentNullException.ThrowIfNull(limits);
        limits.Validate();
        _limits = limits;
        _lastToken = fence.Value;
    }

    /// <summary>The highest fencing token that this machine granted, proposed or was told of.</summary>
    public FencingToken Fence => new(_lastToken);

    /// <summary>When the last command happened.</summary>
    public Moment At => _now;

    /// <summary>Whether a foreign client held the key when it was last looked at, and a waiter wants
    /// it.</summary>
    public bool WaitsForOutside => _heldOutside && _queue.Count > 0;

    /// <summary>Whether the machine knows nothing that a new one would not know, so that its actor may go.</summary>
    /// <param name="now">The time.</param>
    /// <param name="memory">How long requests that ended must be remembered.</param>
    public bool IsIdle(Moment now, TimeSpan memory) => ForgetsAt(memory) <= now.Monotonic;

    /// <summary>When the machine will know nothing that a new one would not know, if no command comes before;
    /// <see cref="Decision.NoDeadline"/> while the key is in use.</summary>
    /// <param name="memory">How long requests that ended must be remembered.</param>
    public TimeSpan ForgetsAt(TimeSpan memory)
    {
        if (_lease.IsHeld || _candidate is not null || _queue.Count > 0 || _effect.Verb != StoreVerb.None
            || _staleLeases.Count > 0)
        {
            return Decision.NoDeadline;
        }

        var remembers = _ended.IsEmpty ? TimeSpan.MinValue : _endedAt + memory;
        return remembers > _grantsFrom ? remembers : _grantsFrom;
    }

    private void Begin(Moment now)
    {
        Invariant.Require(now.Monotonic >= _now.Monotonic);
        _now = now;
        _decision.Clear();
        if (now.Monotonic >= _nextDue)
        {
            ExpireDue();
        }
    }

    private Decision Finish()
    {
        StartNextEffect();
        if (_ended.TakeNews())
        {
            _endedAt = _now.Monotonic;
        }

        Invariant.Require(!_lease.IsHeld || _candidate is null);
        Invariant.Require(!_lease.IsHeld || _lease.HoldCount > 0);
        Invariant.Require(_candidate is null || _effect.Verb is StoreVerb.Place or StoreVerb.Replace);
        var due = NextDue();
        _nextDue = due > _now.Monotonic ? due : _now.Monotonic;
        _decision.Deadline = _nextDue;
        return _decision;
    }

    private TimeSpan NextDue()
    {
        var due = _queue.NextDue;
        if (_effect.Verb != StoreVerb.None)
        {
            // An extension on its way postpones the expiry until its outcome is known; the store always answers in
            // bounded time.
            return _lease.IsHeld && _effect.Verb != StoreVerb.Extend ? Earlier(due, _lease.Deadline) : due;
        }

        if (_lease.IsHeld)
        {
            due = Earlier(due, _lease.Deadline);
            return MustVerify ? Earlier(due, VerifyDue) : due;
        }

        if (!_awaitsRestore && NextWaiter() is not null)
        {
            due = Earlier(due, _grantsFrom > _storeRetryAt ? _grantsFrom : _storeRetryAt);
        }

        if (!MustRemove || _awaitsRestore)
        {
            return due;
        }

        var lingers = _staleLeases.Count == 1 && _removeAt > _storeRetryAt;
        return Earlier(due, lingers ? _removeAt : _storeRetryAt);
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private Waiter Rent() => _spares.TryPop(out var waiter) ? waiter : new Waiter();

    private void Recycle(Waiter waiter)
    {
        if (_spares.Count < 16)
        {
            _spares.Push(waiter);
        }
    }
}
