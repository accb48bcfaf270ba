namespace LockActors.Simulation;

/// <summary>Carries messages between sessions and the actor: late, in any order, twice, or not at all.</summary>
internal sealed class Network(Universe universe)
{
    public void Send(Session session, Action deliver, bool mayComeTwice)
    {
        var (simulator, weather) = (universe.Simulator, universe.Weather);
        if (session.IsCutOff || simulator.Chance(weather.Loss))
        {
            return;
        }

        simulator.After(Delay(), deliver);
        if (mayComeTwice && simulator.Chance(weather.Duplication))
        {
            simulator.After(Delay(), deliver);
        }
    }

    private TimeSpan Delay() => universe.Simulator.Chance(universe.Weather.SlowMessages)
        ? universe.Simulator.Between(0.05, 3)
        : universe.Simulator.Between(0.0001, universe.Weather.IsFast ? 0.0005 : 0.02);
}
