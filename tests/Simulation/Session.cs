using LockActors.Engine;
using LockActors.TestKit;

namespace LockActors.Simulation;

/// <summary>One client: it takes the lock, keeps it for a while by its own clock, and gives it back; again and again.
/// What it holds, and for how long, follows the rules of the client's handle.</summary>
internal sealed partial class Session
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(1);

    private readonly SimulationRun _run;
    private readonly NodeClock _clock;
    private readonly int _number;
    private readonly ReentrancyScope _scope;
    private readonly TimeSpan _ttl;
    private readonly bool _needsConfirm;

    private State _state;
    private int _attempts;
    private int _asks;
    private TimeSpan _waitUntil;
    private LeaseId _lease;
    private FencingToken _token;
    private TimeSpan _validUntil;
    private TimeSpan _cutOffUntil;

    public Session(SimulationRun run, int number)
    {
        _run = run;
        _clock = run.Simulator.NewClock(SimulationRun.ClockDrift, TimeSpan.Zero);
        _number = number;
        _scope = run.FaultSchedule.HasSharedScope && number < 2 ? Some.Scope("shared") : default;
        _ttl = run.Simulator.Between(2, 12);
        _needsConfirm = run.Simulator.Chance(0.7);
    }

    private enum State
    {
        Idle,
        Asking,
        Holding,
        Releasing,
    }

    public bool IsCutOff => !_run.IsHealed && Simulator.Now < _cutOffUntil;

    public bool IsIdle => _state == State.Idle;

    private bool IsAsking => _state == State.Asking;

    public RequestId Request => Some.Request((_attempts * 10) + _number);

    private Simulator Simulator => _run.Simulator;

    private TimeSpan Local => _clock.Local(Simulator.Now);

    public override string ToString() => $"session {_number} ({_state}, attempt {_attempts})";

    public void Begin()
    {
        if (_run.IsHealed || !IsIdle)
        {
            return;
        }

        _attempts++;
        _state = State.Asking;
        _lease = default;
        _waitUntil = Local + (Simulator.Chance(0.2) ? TimeSpan.Zero : Simulator.Between(300, 600));
        Ask();
    }

    /// <summary>Nothing reaches the session for a while, nor does it reach anybody.</summary>
    public void CutOff(TimeSpan span) => _cutOffUntil = Simulator.Now + span;

    /// <summary>The process dies and another comes later; what it left stays where it is.</summary>
    public void Crash()
    {
        if (!IsIdle)
        {
            EndValidity();
            Finish("crashed");
        }
    }

    private void Ask()
    {
        var (request, ask, sentAt) = (Request, ++_asks, Local);
        var wait = _waitUntil - sentAt;
        var newLease = Some.Lease((_attempts * 10_000) + (_asks * 10) + _number);
        var hold = Simulator.Chance(0.5) ? TimeSpan.Zero : CallTimeout;
        var asked = new LockRequest
        {
            Id = request,
            ReentrancyScope = _scope,
            Ttl = _ttl,
            Wait = wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
            Hold = hold,
            TokenBlock = 1 + (_number % 3),
            NeedsConfirm = _needsConfirm,
        };
        Call(
            request,
            isAcquire: true,
            (machine, call, now) => machine.Acquire(call, asked, newLease, now),
            (answer, left) =>
            {
                if (request == Request && IsAsking)
                {
                    OnAcquireReply(answer, sentAt, left);
                }
            });
        In(hold + CallTimeout, () =>
        {
            if (request == Request && IsAsking && ask == _asks)
            {
                AskAgainOrGiveUp();
            }
        });
    }

    private void AskAgainOrGiveUp()
    {
        if (Local < _waitUntil)
        {
            Ask();
            return;
        }

        Undo();
        Finish("gave up");
    }

    private void Undo()
    {
        var request = Request;
        for (var copy = 0; copy < 3; copy++)
        {
            In(CallTimeout * copy, () => Call(
                request, isAcquire: false, (machine, call, now) =>
                    machine.Cancel(call, request, now), static (_, _) => { }));
        }
    }

    private void Call(
        RequestId request, bool isAcquire, Func<LockMachine, CallId, Moment, Decision> command, Action<Answer,
            TimeSpan> reply)
    {
        _run.LeaseBound.Sends(request, _lease, _scope, Simulator.Now);
        _run.Network.Send(
            this, () => _run.Actor.Receive(this, request, isAcquire, command, reply), mayComeTwice: true);
    }

    private void Finish(string how)
    {
        _run.Liveness.EndsOtherwise(Request, how);
        _state = State.Idle;
        In(Simulator.Between(0, 2), Begin);
    }

    private void In(TimeSpan local, Action action) => Simulator.After(_clock.TrueSpan(local), action);
}
