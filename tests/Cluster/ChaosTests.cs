using LockActors.TestKit;
using Xunit.Abstractions;

namespace LockActors.Cluster;

/// <summary>100 keys, 32 workers, 60 seconds, and everything goes wrong in an order that the seed decides.</summary>
[Collection(RedisClusterTests.Name)]
public sealed class ChaosTests(RedisCluster cluster, ITestOutputHelper output) : ClusterTestBase(cluster)
{
    private const int FewestGrants = 1_000;
    private static readonly TimeSpan Storm = TimeSpan.FromSeconds(60);

    [RedisFact]
    public async Task Chaos_KeepsEveryPromise()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOCKACTORS_SEED"), out var given) ? given : 7;
        var history = new History(seed, Cluster.Silos);
        var load = new Workload([App, OtherApp], history, Prefix, keys: 100);
        var running = load.RunAsync(workers: 32);
        await DoHarmAsync(new Random(seed), new Faults(Cluster, App, history));
        load.End();
        await running.WaitAsync(Long);

        output.WriteLine(
            $"seed {seed}: {history.Attempts.Count} attempts, {history.Granted.Count()} grants, faults: "
            + string.Join(", ", history.Faults.Select(fault => fault.What)));
        history.Check(
            Checkers.OneHolder.Check,
            Checkers.EveryoneAnswered.Within(Workload.Wait),
            history => output.WriteLine($"{Checkers.FirstComeFirstServed.Check(history)} pairs in order"),
            history => Assert.True(history.Granted.Count() > FewestGrants, "the load took too few locks"));
        await NothingIsLeftAsync();
    }

    private async Task DoHarmAsync(Random random, Faults faults)
    {
        var until = History.Now() + Storm;
        var deck = new Queue<Func<SiloProcess, Task>>();
        while (History.Now() < until)
        {
            if (deck.Count == 0)
            {
                Func<SiloProcess, Task>[] all =
                    [faults.KillAsync, faults.DrainAsync, faults.FreezeAsync, _ => faults.LoseRedisAsync()];
                random.Shuffle(all);
                deck = new(all);
            }

            await Faults.PassAsync(TimeSpan.FromSeconds(1 + (random.NextDouble() * 3)));
            await deck.Dequeue()(Cluster.Silos[random.Next(SiloCount)]);
        }
    }
}
