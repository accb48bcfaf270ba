using System.Diagnostics;
using LockActors.Cluster;

namespace LockActors.Bench.Cluster;

/// <summary>What keys that were locked once leave in PostgreSQL.</summary>
internal static class Rows
{
    private const string Count = "SELECT count(*) FROM lockactors.lease";

    public static async Task RunAsync(int keys)
    {
        await using var cluster = await LocalCluster.StartAsync(silos: 1, LeaseHome.Postgres);
        var client = await cluster.ConnectAsync();
        await cluster.UntilWholeAsync(client);
        var begun = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, keys),
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (number, cancelled) =>
            {
                LockKey key = $"rows/{number}";
                var reply = await client.Service.AcquireAsync(
                    key, new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromMinutes(1) }, cancelled);
                await client.Service.ReleaseAsync(key, reply.Grant!.LeaseId, cancellationToken: cancelled);
            });
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var postgres = cluster.Postgres!;
        var size = await postgres.CountAsync("SELECT pg_total_relation_size('lockactors.lease')");
        var rows = await postgres.CountAsync(Count);
        Console.WriteLine($"{keys:N0} keys locked once in {seconds:0} s: {rows:N0} rows, {size:N0} bytes");

        // As an hour would.
        await postgres.ExecuteAsync("UPDATE lockactors.lease SET modified = modified - interval '1 hour'");
        while ((rows = await postgres.CountAsync(Count)) > 2)
        {
            Console.WriteLine($"{rows:N0} rows");
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
            await timer.WaitForNextTickAsync();
        }

        Console.WriteLine($"{await postgres.CountAsync(Count):N0} rows an hour later, after the next sweep");
    }
}
