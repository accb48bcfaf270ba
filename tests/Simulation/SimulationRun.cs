using LockActors.Engine;
using LockActors.Simulation.Checkers;
using LockActors.TestKit.Checkers;

namespace LockActors.Simulation;

/// <summary>Sessions, an actor, a store, a network between them, and the faults. First everything goes wrong; then the
/// world is healed, and everything pending must end.</summary>
internal sealed class SimulationRun
{
    /// <summary>How much faster or slower than true time a clock may run.</summary>
    public const double ClockDrift = 0.0049;

    public static readonly LockLimits Limits = LockLimits.Default with { LivenessWindow = TimeSpan.FromSeconds(4) };

    private static readonly TimeSpan Storm = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(240);

    private readonly Dictionary<LeaseId, FencingToken> _names = [];

    public SimulationRun(int seed)
    {
        Simulator = new Simulator(seed);
        FaultSchedule = FaultSchedule.Draw(Simulator);
        Network = new Network(this);
        Store = new StoreNode(this, Simulator.NewClock(ClockDrift, TimeSpan.Zero));
        Actor = NewActor();
        Sessions = [.. Enumerable.Range(0, FaultSchedule.Sessions).Select(number => new Session(this, number))];
    }

    public Simulator Simulator { get; }

    public FaultSchedule FaultSchedule { get; private set; }

    public Network Network { get; }

    public StoreNode Store { get; }

    public ActorNode Actor { get; private set; }

    public Session[] Sessions { get; }

    public bool IsHealed { get; private set; }

    public TimeSpan HealedAt { get; private set; } = TimeSpan.MaxValue;

    public int Grants { get; set; }

    public MutualExclusion Exclusion { get; } = new();

    public FencingMonotonic Fencing { get; } = new(mayGrow: true);

    /// <summary>The longest way of a message, of a pause and of a change that lands late, together.</summary>
    public LeaseBound LeaseBound { get; } = new(slack: TimeSpan.FromSeconds(3 + 8 + 3.5 + 1));

    public Liveness Liveness { get; } = new();

    public void Run()
    {
        foreach (var session in Sessions)
        {
            Simulator.After(Simulator.Between(0, 1), session.Begin);
        }

        Simulator.After(TimeSpan.FromSeconds(1), DoHarm);
        Simulator.RunUntil(Storm);
        Heal();
        Simulator.RunUntil(Storm + Calm);
        Liveness.CheckEnd(this);
    }

    /// <summary>Names a lease by the first token that anybody saw of it.</summary>
    public FencingToken NameOf(LeaseId lease, FencingToken token)
    {
        _names.TryAdd(lease, token);
        return _names[lease];
    }

    public void Push(Answer grant)
    {
        foreach (var session in Sessions)
        {
            Network.Send(session, () => session.OnPush(grant), mayComeTwice: true);
        }
    }

    private ActorNode NewActor() => new(this, Simulator.NewClock(ClockDrift, TimeSpan.FromSeconds(30)));

    private void DoHarm()
    {
        if (IsHealed)
        {
            return;
        }

        Simulator.After(TimeSpan.FromSeconds(1), DoHarm);
        if (Simulator.Chance(FaultSchedule.Pauses))
        {
            Actor.Pause(Simulator.Between(0.1, 8));
        }

        if (Simulator.Chance(FaultSchedule.Restarts))
        {
            Actor.Stop();
            Actor = NewActor();
        }

        if (Simulator.Chance(FaultSchedule.DataLoss))
        {
            Store.LoseData();
        }

        if (Simulator.Chance(FaultSchedule.Outsiders))
        {
            Store.TakeFromOutside();
        }

        foreach (var session in Sessions)
        {
            if (Simulator.Chance(FaultSchedule.Crashes))
            {
                session.Crash();
            }

            if (Simulator.Chance(FaultSchedule.Partitions))
            {
                session.CutOff(Simulator.Between(1, 15));
            }
        }
    }

    private void Heal()
    {
        IsHealed = true;
        FaultSchedule = FaultSchedule.Heal();
        HealedAt = Simulator.Now;
    }
}
