using LockActors.Actors.Monitoring;
using LockActors.Engine;

namespace LockActors.Actors;

/// <summary>One lock key: a shell around its <see cref="LockMachine"/> that runs commands one turn at a time, carries
/// changes to the lease store and answers to their callers, and asks to be woken when something is due.</summary>
/// <remarks>Safe to call from any thread. A turn never waits: a store that does not answer at once is waited for
/// outside, and its outcome is a turn of its own.</remarks>
public sealed partial class LockActor
{
    /// <summary>How long it is remembered how a key's last requests ended: 30 s. Longer than clients go on with a
    /// request that was not answered: HTTP clients 10 s, Orleans clients the 30 s of a call.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private readonly Lock _turn = new();
    private readonly LockLimits _limits;
    private readonly LockMachine _machine;
    private readonly ILeaseStore _store;
    private readonly IActorHost _host;
    private readonly TimeProvider _time;
    private readonly Dictionary<long, OpenCall> _open = [];

    private long _lastCall;
    private TimeSpan _wakeAt = Decision.NoDeadline;
    private bool _retired;
    private Task _change = Task.CompletedTask;

    // The call of the turn under way, and its answer if that came within the turn.
    private CallId _call;
    private Answer _answer;

    /// <summary>Makes the actor of a key.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="limits">The limits of the service.</param>
    /// <param name="store">Where leases are kept.</param>
    /// <param name="host">Where the actor lives.</param>
    /// <param name="time">The clocks.</param>
    /// <param name="fence">The highest fencing token that may have been used for the key.</param>
    /// <param name="monitor">What is told of events. Default: null.</param>
    /// <param name="memory">How long it is remembered how requests ended. Default: <see cref="Memory"/>.</param>
    public LockActor(
        LockKey key,
        LockLimits limits,
        ILeaseStore store,
        IActorHost host,
        TimeProvider time,
        FencingToken fence = default,
        ProcessMonitor? monitor = null,
        TimeSpan? memory = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _memory = memory ?? Memory;
        Key = key;
        _limits = limits;
        _machine = new LockMachine(limits, fence, store.Linger, store.IsDurable, store.PlacesUnseen);
        _store = store;
        _host = host;
        _time = time;
        _monitor = monitor;
        _loaded = !store.IsDurable;
    }

    /// <summary>The lock.</summary>
    public LockKey Key { get; }

    /// <summary>Where the actor lives.</summary>
    public IActorHost Host => _host;

    /// <summary>Whether it has retired, so that nothing is due any more. Needs no turn.</summary>
    internal bool IsRetired => Volatile.Read(ref _retired);

    /// <summary>The highest fencing token of the key so far.</summary>
    public FencingToken Fence
    {
        get
        {
            lock (_turn)
            {
                return _machine.Fence;
            }
        }
    }

    /// <summary>Does what is due; called by the host at or after a moment that was asked for.</summary>
    /// <param name="due">That moment. One that was replaced by an earlier one does nothing.</param>
    public void Wake(TimeSpan due)
    {
        lock (_turn)
        {
            if (due != _wakeAt)
            {
                return;
            }

            _wakeAt = Decision.NoDeadline;
            Expire();
        }
    }

    /// <summary>Does what is due and asks to be woken again; for a host that does not know which moment it was set
    /// for.</summary>
    public void Wake()
    {
        lock (_turn)
        {
            _wakeAt = Decision.NoDeadline;
            Expire();
        }
    }

    private void Expire() => Run(static (machine, _, now) => machine.Expire(now), 0);

    /// <summary>Retires the actor if it has nothing to remember. A retired actor hands its calls to
    /// <see cref="IActorSuccession.Successor"/>.</summary>
    /// <param name="memory">How long requests that ended must be remembered.</param>
    /// <param name="onRetired">Runs within the turn in which the actor retires.</param>
    public bool TryRetire(TimeSpan memory, Action<LockActor> onRetired)
    {
        ArgumentNullException.ThrowIfNull(onRetired);
        lock (_turn)
        {
            try
            {
                if (_retired || _open.Count > 0 || _loading is not null || !_machine.IsIdle(Now(), memory))
                {
                    return false;
                }

                _retired = true;
                KeepHistory();
                onRetired(this);
                return true;
            }
            catch (Exception error)
            {
                Fault(error);
                return false;
            }
        }
    }

    /// <summary>What operators see of the lock.</summary>
    /// <param name="withWaiters">Whether to name the waiters, or only to count them.</param>
    public LockSnapshot Snapshot(bool withWaiters)
    {
        lock (_turn)
        {
            return _machine.Snapshot(Key, _time.Monotonic(), withWaiters);
        }
    }

    /// <summary>What operators see of the lock, with what the store alone knows: a client outside this service may hold
    /// what is free here.</summary>
    /// <returns>Null when the store does not answer.</returns>
    public async ValueTask<LockSnapshot?> DescribeAsync()
    {
        if (!await LoadAsync().ConfigureAwait(false) || IsFaulted)
        {
            return null;
        }

        var found = Snapshot(withWaiters: true);
        if (found.State is not (LockState.Free or LockState.HeldOutside or LockState.HeldOverlong)
            || await _store.LookOutsideAsync(Key).ConfigureAwait(false) is not { } outside)
        {
            return found;
        }

        // The lock may have been taken here meanwhile.
        found = Snapshot(withWaiters: true);
        return found.State switch
        {
            LockState.Free => found with { State = LockState.HeldOutside, HeldOutsideFor = outside },
            LockState.HeldOutside or LockState.HeldOverlong => found with { HeldOutsideFor = outside },
            _ => found,
        };
    }

    private Moment Now() => new(_time.Monotonic(), _time.UnixMicroseconds());

    /// <summary>The actor to ask instead of this one, when this one has retired meanwhile. Within a turn.</summary>
    private LockActor? Successor()
    {
        if (!_retired)
        {
            return null;
        }

        var successor = (_host as IActorSuccession)?.Successor(this) ?? this;
        if (successor == this)
        {
            // Back in service, unless it broke.
            _retired = _faulted;
            return null;
        }

        return successor;
    }

    /// <summary>Runs the command of a call within its turn: to its answer, or to the promise of one.</summary>
    private OpenCall? Call<TState>(
        Func<LockMachine, CallId, TState, Moment, Decision> command, TState state, out Answer answer)
    {
        _call = new CallId(++_lastCall);
        _answer = default;
        Run(
            static (machine, it, now) => it.command(machine, it._call, it.state, now),
            (command, state, _call));
        if (_faulted)
        {
            _answer = new Answer { Call = _call, Kind = AnswerKind.Unavailable };
        }

        answer = _answer;
        var call = _call;
        _call = default;
        if (answer.Kind != default)
        {
            return null;
        }

        var open = new OpenCall();
        _open.Add(call.Value, open);
        return open;
    }

    /// <summary>Carries out what the machine decided, until it waits for the store or has nothing more to do.</summary>
    private void Run(Decision decision)
    {
        while (true)
        {
            foreach (ref readonly var answer in decision.Answers)
            {
                Deliver(answer);
            }

            if (_monitor is not null && decision.Facts.Length > 0)
            {
                Record(decision);
            }

            if (decision.Effect.Verb == StoreVerb.None)
            {
                break;
            }

            var change = Change(decision.Effect);
            if (!change.IsCompletedSuccessfully)
            {
                _change = FollowAsync(change);
                break;
            }

            // Answered within the turn, as memory does: it is still the same moment, and clocks cost a third of a lock.
            var reply = change.Result;
            _cause = reply.Cause;
            decision = Feed(_machine, reply, _machine.At);
        }

        if (_drained is not null && !_machine.OwesStore)
        {
            _drained.TrySetResult();
        }

        if (!_leaves && _machine.WaitsForOutside != (_outsideWatch is not null))
        {
            WatchOutside();
        }

        if (decision.Deadline < _wakeAt)
        {
            _wakeAt = decision.Deadline;
            _host.WakeAt(this, _wakeAt);
        }

        TellIfFree();
    }

    private void Deliver(in Answer answer)
    {
        if (answer.Call.IsNone)
        {
            if (answer.Kind == AnswerKind.Granted)
            {
                (_host as IGrantPush)?.Push(this, answer);
            }
        }
        else if (answer.Call == _call)
        {
            _answer = answer;
        }
        else if (_open.Remove(answer.Call.Value, out var open))
        {
            open.SetResult(answer);
        }
    }
}
