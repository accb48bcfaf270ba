using System.Diagnostics;
using LockActors.Cluster;

namespace LockActors.Bench.Cluster;

/// <summary>How long a silo takes to leave in order while many keys are held, and what their holders notice.</summary>
internal static class Drains
{
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(int keys)
    {
        await using var cluster = await LocalCluster.StartAsync(silos: 3);
        var client = await cluster.ConnectAsync();
        await cluster.UntilWholeAsync(client);
        var grants = await Many.AcquireAsync(client, keys, Ttl);

        using var stop = new CancellationTokenSource();
        var renewals = RenewAsync(client, grants, stop.Token);
        var watch = Stopwatch.StartNew();
        var code = await cluster.Silos[0].DrainAsync();
        var took = watch.Elapsed;
        await stop.CancelAsync();
        var (asked, longest) = await renewals;

        var lost = 0;
        foreach (var grant in grants)
        {
            var reply = await client.Service.RenewAsync(grant.Key, grant.LeaseId, Ttl);
            lost += reply.Outcome == RenewOutcome.Renewed ? 0 : 1;
        }

        Console.WriteLine(
            $"leases in Redis: {keys:N0} held keys on 3 silos; one left in "
            + $"{took.TotalSeconds:0.00} s (exit code {code}); {lost} leases lost; {asked:N0} renewals "
            + $"meanwhile, the longest took {longest.TotalSeconds:0.00} s");
    }

    private static async Task<(int Asked, TimeSpan Longest)> RenewAsync(
        ClusterClient client, IReadOnlyList<LockGrant> grants, CancellationToken stop)
    {
        var (asked, longest) = (0, TimeSpan.Zero);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(
            async () =>
            {
                for (var at = worker; !stop.IsCancellationRequested; at = (at + 8) % grants.Count)
                {
                    var since = Stopwatch.GetTimestamp();
                    await client.Service.RenewAsync(grants[at].Key, grants[at].LeaseId, Ttl, CancellationToken.None);
                    var took = Stopwatch.GetElapsedTime(since);
                    Interlocked.Increment(ref asked);
                    longest = took > longest ? took : longest;
                }
            },
            CancellationToken.None)));
        return (asked, longest);
    }
}
