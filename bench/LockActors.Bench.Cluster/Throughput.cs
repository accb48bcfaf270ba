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
        foreach (var inRedis in new[] { false, true })
        {
            for (var silos = 1; silos <= (inRedis ? 3 : 1); silos++)
            {
                await using var cluster = await LocalCluster.StartAsync(silos, inRedis);
                var client = await cluster.ConnectAsync();
                await cluster.UntilWholeAsync(client);
                var subject = $"{silos} silos, leases in {(inRedis ? "Redis" : "memory")}";
                foreach (var contest in Contest.All.Where(contest => !contest.IsHot))
                {
                    Console.WriteLine(await contest.RunAsync(
                        subject, new ServiceTaker(client.Service), TimeSpan.FromSeconds(3), duration));
                }
            }
        }
    }
}
