namespace LockActors.Simulation;

/// <summary>Carries messages between sessions and the actor: late, in any order, twice, or not at all.</summary>
internal sealed class Network(SimulationRun run)
{
    public void Send(Session session, Action deliver, bool mayComeTwice)
    {
        var (simulator, faults) = (run.Simulator, run.FaultSchedule);
        if (session.IsCutOff || simulator.Chance(faults.Loss))
        {
            return;
        }

        simulator.After(Delay(), deliver);
        if (mayComeTwice && simulator.Chance(faults.Duplication))
        {
            simulator.After(Delay(), deliver);
        }
    }

    private TimeSpan Delay() => run.Simulator.Chance(run.FaultSchedule.SlowMessages)
        ? run.Simulator.Between(0.05, 3)
        : run.Simulator.Between(0.0001, run.FaultSchedule.IsFast ? 0.0005 : 0.02);
}
