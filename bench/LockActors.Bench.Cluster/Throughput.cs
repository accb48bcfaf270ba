using LockActors.Bench.Harness;
using LockActors.Cluster;

namespace LockActors.Bench.Cluster;

/// <summary>1, 2 and 3 silos on this machine, with a client in this process.</summary>
internal static class Throughput
{
    private static readonly Contest OwnKeys = Contest.All.Single(contest => contest is { IsHot: false, Workers: > 1 });

    /// <summary>The ways to place grains, beside each other, on three silos.</summary>
    public static async Task RunPlacementsAsync(TimeSpan duration)
    {
        Console.WriteLine(Result.Header);
        foreach (var placement in new[] { "resources", "random", "hash", "local", "resources", "local" })
        {
            await using var cluster = await LocalCluster.StartAsync(
                silos: 3,
                settings: new Dictionary<string, string> { ["LOCKACTORS_SILO__PLACEMENT"] = placement });
            var client = await cluster.ConnectAsync();
            await cluster.UntilWholeAsync(client);
            Console.WriteLine(await OwnKeys.RunAsync(
                placement, new ServiceTaker(client.Service), TimeSpan.FromSeconds(3), duration));
        }
    }

    public static async Task RunAsync(TimeSpan duration)
    {
        Console.WriteLine(Result.Header);
        foreach (var home in new[] { LeaseHome.Memory, LeaseHome.Redis })
        {
            for (var silos = 1; silos <= (home == LeaseHome.Redis ? 3 : 1); silos++)
            {
                await RunAsync(silos, home, duration, static contest => !contest.IsHot);
            }
        }
    }

    /// <summary>One silo with its leases in each place, in turn, twice.</summary>
    public static async Task RunHomesAsync(TimeSpan duration)
    {
        Console.WriteLine(Result.Header);
        LeaseHome[] homes = [LeaseHome.Redis, LeaseHome.Postgres, LeaseHome.RedisGrainStorage];
        foreach (var home in homes.Concat(homes))
        {
            await RunAsync(silos: 1, home, duration, static _ => true);
        }
    }

    private static async Task RunAsync(int silos, LeaseHome home, TimeSpan duration, Func<Contest, bool> which)
    {
        await using var cluster = await LocalCluster.StartAsync(silos, home);
        var client = await cluster.ConnectAsync();
        await cluster.UntilWholeAsync(client);
        foreach (var contest in Contest.All.Where(which))
        {
            var taker = new ServiceTaker(client.Service);
            Console.WriteLine(await contest.RunAsync(
                $"{silos} silos, leases in {home}", taker, TimeSpan.FromSeconds(3), duration));
        }
    }
}
