using LockActors.TestKit;
using Xunit.Abstractions;

namespace LockActors.Cluster;

/// <summary>Leases are in grain storage, 16 workers lock 40 keys, and silos are killed, frozen and drained in an order
/// that the seed decides; PostgreSQL is killed as well.</summary>
public sealed class GrainStorageChaosTests(ITestOutputHelper output)
{
    private const int Seed = 7;
    private const int SiloCount = 3;
    private const int FewestGrants = 50;
    private static readonly TimeSpan Storm = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [SkippableTheory]
    [InlineData(nameof(LeaseHome.Postgres))]
    [InlineData(nameof(LeaseHome.RedisGrainStorage))]
    public async Task Chaos_OverGrainStorage_KeepsEveryPromise(string home)
    {
        var why = RedisServer.WhyMissing ?? (home == nameof(LeaseHome.Postgres) ? PostgresServer.WhyMissing : null);
        Skip.If(why is not null, why);
        await using var cluster = await LocalCluster.StartAsync(
            SiloCount, Enum.Parse<LeaseHome>(home), settings: RedisCluster.Patient);
        var (app, other) = (await cluster.ConnectAsync(), await cluster.ConnectAsync());
        var history = new History(Seed, cluster.Silos);
        var load = new Workload([app, other], history, "storage/", keys: 40);
        var running = load.RunAsync(workers: 16);

        await DoHarmAsync(cluster, new Faults(cluster, app, history));
        load.End();
        await running.WaitAsync(Long);

        output.WriteLine(
            $"{home}: {history.Attempts.Count} attempts, {history.Granted.Count()} grants, faults: "
            + string.Join(", ", history.Faults.Select(static fault => fault.What)));
        history.Check(
            Checkers.OneHolder.Check,
            Checkers.EveryoneAnswered.Within(Workload.Wait),
            static history => Assert.True(
                history.Granted.Count() > FewestGrants, $"the load took only {history.Granted.Count()} locks"));
    }

    private static async Task DoHarmAsync(LocalCluster cluster, Faults faults)
    {
        var random = new Random(Seed);
        var until = History.Now() + Storm;
        var deck = new Queue<Func<SiloProcess, Task>>();
        while (History.Now() < until)
        {
            if (deck.Count == 0)
            {
                List<Func<SiloProcess, Task>> all = [faults.KillAsync, faults.FreezeAsync, faults.DrainAsync];
                if (cluster.Postgres is not null)
                {
                    all.Add(_ => faults.LosePostgresAsync());
                }

                var order = all.ToArray();
                random.Shuffle(order);
                deck = new(order);
            }

            await Faults.PassAsync(TimeSpan.FromSeconds(1 + random.NextDouble()));
            await deck.Dequeue()(cluster.Silos[random.Next(SiloCount)]);
        }
    }
}
