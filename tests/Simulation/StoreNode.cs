using LockActors.Actors;
using LockActors.Engine;
using LockActors.TestKit;

namespace LockActors.Simulation;

/// <summary>The lease store as a process of its own, whose answers may be late or lost and whose changes may land
/// late.</summary>
internal sealed class StoreNode(SimulationRun run, NodeClock clock)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(0.25);

    private readonly SimLeaseStore _contents = new();
    private bool _hasLostData;
    private long _outsiders;

    private Simulator Simulator => run.Simulator;

    private TimeSpan Local => clock.Local(Simulator.Now);

    public bool IsFree => _contents.LeaseAt(Local).IsNone;

    public void Change(StoreEffect effect, Action<StoreReply> answer)
    {
        var faults = run.FaultSchedule;
        if (Simulator.Chance(faults.LateChanges))
        {
            Simulator.After(Timeout + Simulator.Between(0, 3), () => Apply(effect));
            Simulator.After(Timeout, () => answer(StoreReply.Failed));
        }
        else if (Simulator.Chance(faults.StoreFaults))
        {
            if (Simulator.Chance(0.5))
            {
                Simulator.After(Latency(), () => Apply(effect));
            }

            Simulator.After(Timeout, () => answer(StoreReply.Failed));
        }
        else
        {
            Simulator.After(Latency(), () =>
            {
                var reply = Apply(effect);
                Simulator.After(Latency(), () => answer(reply));
            });
        }
    }

    public void Load(Action<StoredState> answer)
    {
        var fails = Simulator.Chance(run.FaultSchedule.StoreFaults);
        Simulator.After(Latency(), () =>
        {
            var state = fails ? StoredState.Unknown : _contents.Load(Local);
            Simulator.After(Latency(), () => answer(state));
        });
    }

    public void LoseData()
    {
        _hasLostData = true;
        _contents.LoseData(withFence: Simulator.Chance(0.3));
        run.Exclusion.Exempt(new FencingToken(_outsiders));
    }

    public void TakeFromOutside()
    {
        var ttl = Simulator.Between(0.2, 3);
        if (_contents.TakeFromOutside(ttl, Local) && !_hasLostData)
        {
            var until = Simulator.Now + clock.TrueSpan(ttl);
            run.Exclusion.Holds(new FencingToken(--_outsiders), default, Simulator.Now, until);
        }
    }

    private StoreReply Apply(in StoreEffect effect)
    {
        var reply = _contents.Apply(effect, Local);
        // An extension by nothing only looks.
        if (effect is { Verb: StoreVerb.Extend, Ttl.Ticks: > 0 } && reply.Outcome == StoreOutcome.Done)
        {
            run.LeaseBound.Extended(effect, Simulator.Now);
        }

        return reply;
    }

    private TimeSpan Latency() => Simulator.Between(0.0001, run.FaultSchedule.IsFast ? 0.0005 : 0.01);
}
