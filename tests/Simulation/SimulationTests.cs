using System.Globalization;
using Xunit.Abstractions;

namespace LockActors.Simulation;

/// <summary>Seeded runs of clients, actor, store, clocks and network with faults. LOCKACTORS_SEEDS=from-to or =seed
/// runs others.</summary>
public class SimulationTests(ITestOutputHelper output)
{
    private const string DefaultSeeds = "1-1000";

    [Fact]
    public void Simulation_OfEverySeed_KeepsEveryRule()
    {
        var (steps, grants, runs) = (0L, 0L, 0);
        foreach (var seed in Seeds())
        {
            var run = new SimulationRun(seed);
            try
            {
                run.Run();
            }
            catch (Exception error)
            {
                Assert.Fail($"reproduce with seed={seed} (LOCKACTORS_SEEDS={seed}), at {run.Simulator.Now}, "
                    + $"{run.FaultSchedule}: {error}");
            }

            steps += run.Simulator.Steps;
            grants += run.Grants;
            runs++;
        }

        output.WriteLine($"{runs} runs, {steps:N0} events, {grants:N0} grants");
        Assert.True(
            grants > 10 * runs, $"only {grants} grants in {runs} runs: the faults is so bad that nothing is tested");
    }

    [Fact]
    public void Simulation_OfTheSameSeed_IsTheSame()
    {
        var (first, second) = (new SimulationRun(7), new SimulationRun(7));
        first.Run();
        second.Run();
        Assert.Equal((first.Simulator.Steps, first.Grants), (second.Simulator.Steps, second.Grants));
    }

    private static IEnumerable<int> Seeds()
    {
        var range = (Environment.GetEnvironmentVariable("LOCKACTORS_SEEDS") ?? DefaultSeeds).Split('-');
        var (first, last) = (Parse(range[0]), Parse(range[^1]));
        return Enumerable.Range(first, last - first + 1);
    }

    private static int Parse(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
