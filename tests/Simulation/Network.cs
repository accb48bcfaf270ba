namespace LockActors.Simulation;

/// <summary>Carries messages: late, in any order, twice, or not at all.</summary>
internal sealed class Network(Universe universe)
{
    public void Send(Action deliver, bool mayComeTwice)
    {
        var (simulator, weather) = (universe.Simulator, universe.Weather);
        if (simulator.Chance(weather.Loss))
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
        : universe.Simulator.Between(0.0001, 0.02);
}
