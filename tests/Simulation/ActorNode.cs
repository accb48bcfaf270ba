using LockActors.Actors;
using LockActors.Engine;
using LockActors.TestKit;
using LockActors.TestKit.Checkers;

namespace LockActors.Simulation;

/// <summary>One activation of the lock's actor: a machine, its clock, its line to the store and its timer. It may stand
/// still or be gone.</summary>
internal sealed class ActorNode
{
    private readonly SimulationRun _run;
    private readonly NodeClock _clock;
    private readonly LockMachine _machine;
    private readonly Dictionary<long, (Session From, RequestId Asks, Action<Answer, TimeSpan> Reply)> _calls = [];
    private readonly Dictionary<RequestId, TimeSpan> _heardAt = [];
    private readonly Fifo _fifo = new();
    private readonly List<Action> _whilePaused = [];
    private readonly List<Action> _untilLoaded = [];
    private readonly HashSet<long> _hungUp = [];

    private long _lastCall;
    private TimeSpan _wakeAt = Decision.NoDeadline;
    private bool _isLoaded;
    private bool _isLoading;
    private bool _isPaused;
    private bool _isGone;

    public ActorNode(SimulationRun run, NodeClock clock)
    {
        _run = run;
        _clock = clock;
        _machine = new LockMachine(
            SimulationRun.Limits with { LockDelay = run.FaultSchedule.LockDelay },
            linger: run.FaultSchedule.Linger,
            awaitsRestore: true,
            placesUnseen: run.FaultSchedule.PlacesUnseen);
        if (!run.FaultSchedule.PlacesUnseen)
        {
            Load();
        }
    }

    private Moment Moment =>
        new(_clock.Local(_run.Simulator.Now), _clock.UnixMicroseconds(_run.Simulator.Now));

    public LockSnapshot Snapshot() => _machine.Snapshot(Some.Key, Moment.Monotonic, withWaiters: true);

    /// <summary>A call; <paramref name="reply"/> gets the answer and how much of its time is left.</summary>
    public void Receive(
        Session from,
        RequestId request,
        bool isAcquire,
        Func<LockMachine, CallId, Moment, Decision> command,
        Action<Answer, TimeSpan> reply) => Run(() =>
        {
            if (!_isLoaded && !isAcquire)
            {
                _untilLoaded.Add(() => Receive(from, request, isAcquire, command, reply));
                _machine.ExpectRestore();
                SettleLoading();
                return;
            }

            var call = ++_lastCall;
            _calls.Add(call, (from, isAcquire ? request : default, reply));
            if (isAcquire)
            {
                _heardAt[request] = Moment.Monotonic;
                _fifo.Asks(request);
            }

            Follow(command(_machine, new CallId(call), Moment));
            if (isAcquire && _run.Simulator.Chance(_run.FaultSchedule.HangUps))
            {
                _run.Simulator.After(
                    _run.Simulator.Between(0, 2), () => Run(() => HangUp(new CallId(call), request)));
            }
        });

    public void Stop() => _isGone = true;

    public void Pause(TimeSpan span)
    {
        _isPaused = true;
        _run.Simulator.After(span, () =>
        {
            _isPaused = false;
            var late = _whilePaused.ToArray();
            _whilePaused.Clear();
            foreach (var action in late)
            {
                Run(action);
            }
        });
    }

    /// <summary>The connection of an acquire breaks, unless its answer was sent before.</summary>
    private void HangUp(CallId call, RequestId request)
    {
        if (_calls.Remove(call.Value))
        {
            _heardAt[request] = Moment.Monotonic;
            _hungUp.Add(call.Value);
            _fifo.IsSilent(request);
            Follow(_machine.Detach(call, request, Moment));
        }
    }

    private void Run(Action action)
    {
        if (_isPaused)
        {
            _whilePaused.Add(action);
        }
        else if (!_isGone)
        {
            action();
        }
    }

    /// <summary>As the actor does it: a lease that was placed tells all, and otherwise the store is asked as soon as a
    /// call must know.</summary>
    private void SettleLoading()
    {
        if (_isLoaded || _machine.IsChanging)
        {
            return;
        }

        if (!_machine.AwaitsRestore)
        {
            HasLoaded();
        }
        else if (!_isLoading && (_untilLoaded.Count > 0 || _machine.NeedsRestore))
        {
            Load();
        }
    }

    private void HasLoaded()
    {
        _isLoaded = true;
        _untilLoaded.ForEach(action => action());
    }

    private void Load()
    {
        _isLoading = true;
        _machine.ExpectRestore();
        var askedAt = Moment.Monotonic;
        _run.Store.Load(state => Run(() =>
        {
            if (!state.IsKnown)
            {
                Follow(_machine.RestoreFailed(Moment));
                _run.Simulator.After(TimeSpan.FromSeconds(0.1), () => Run(Load));
                return;
            }

            var restored = _machine.Restore(state.Lease, state.Fence, askedAt, Moment);
            if (state.Lease is { } lease && Snapshot().State == LockState.Held)
            {
                _fifo.Restored(lease.Request, lease.Lease);
                _run.Liveness.IsFound(lease.Request);
            }

            _isLoaded = true;
            Follow(restored);
            HasLoaded();
        }));
    }

    private void Follow(Decision decision)
    {
        ExcuseTheSilent();
        foreach (ref readonly var answer in decision.Answers)
        {
            Deliver(answer);
        }

        var effect = decision.Effect;
        if (effect.Verb is StoreVerb.Place or StoreVerb.Replace)
        {
            _fifo.Placing(effect.Request);
        }

        if (effect.Verb != StoreVerb.None)
        {
            _run.Store.Change(effect, reply => Run(() => Follow(reply.Outcome switch
            {
                StoreOutcome.Done => _machine.StoreDone(Moment),
                StoreOutcome.Refused => _machine.StoreRefused(reply.Refusal, Moment),
                _ => _machine.StoreFailed(Moment),
            })));
        }

        if (decision.Deadline < _wakeAt)
        {
            _wakeAt = decision.Deadline;
            WakeAt(_wakeAt);
        }

        SettleLoading();
    }

    private void WakeAt(TimeSpan due)
    {
        var delay = _clock.True(due) - _run.Simulator.Now;
        _run.Simulator.After(delay > TimeSpan.Zero ? delay + TimeSpan.FromTicks(20) : TimeSpan.Zero, () =>
            Run(() =>
        {
            if (due == _wakeAt)
            {
                _wakeAt = Decision.NoDeadline;
                Follow(_machine.Expire(Moment));
            }
        }));
    }

    private void Deliver(Answer answer)
    {
        if (answer.Kind == AnswerKind.Granted)
        {
            _fifo.Granted(answer.Request, answer.Lease);
        }
        else if (answer.Kind is not AnswerKind.Queued && !answer.Request.IsNone)
        {
            _fifo.Leaves(answer.Request);
        }

        var left = answer.CountedFrom + answer.ValidFor - Moment.Monotonic;
        if (answer.Call.IsNone)
        {
            _run.Push(answer);
        }
        else if (_calls.Remove(answer.Call.Value, out var call))
        {
            _heardAt[call.Asks] = Moment.Monotonic;
            if (answer.Kind == AnswerKind.Granted && !call.Asks.IsNone
                && _run.Simulator.Chance(_run.FaultSchedule.HangUps))
            {
                // It broke a moment after the grant: the answer goes nowhere, and others may come first.
                _run.Simulator.After(
                    _run.Simulator.Between(0, 0.5),
                    () => Run(() => Follow(_machine.Detach(answer.Call, call.Asks, Moment))));
                return;
            }

            _run.Network.Send(call.From, () => call.Reply(answer, left), mayComeTwice: false);
        }
        else if (!_hungUp.Remove(answer.Call.Value))
        {
            Assert.Fail($"call {answer.Call} was answered twice, with {answer.Kind}");
        }
    }

    /// <summary>A waiter that has no open call and does not ask may be passed over.</summary>
    private void ExcuseTheSilent()
    {
        if (_fifo.Count == 0)
        {
            return;
        }

        foreach (var (request, heardAt) in _heardAt)
        {
            if (Moment.Monotonic - heardAt >= SimulationRun.Limits.ConfirmWindow
                && !_calls.Values.Any(call => call.Asks == request))
            {
                _fifo.IsSilent(request);
            }
        }
    }
}
