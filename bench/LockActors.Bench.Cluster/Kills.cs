using System.Diagnostics;
using LockActors.Client;
using LockActors.Cluster;

namespace LockActors.Bench.Cluster;

/// <summary>How long a killed silo (SIGKILL) is felt.</summary>
internal static class Kills
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortTtl = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(int count, LeaseHome home)
    {
        Console.WriteLine($"leases in {home}");
        await using var cluster = await LocalCluster.StartAsync(silos: 3, home);
        var client = await cluster.ConnectAsync();
        await cluster.UntilWholeAsync(client);
        var (fresh, next, lost, held) = (new List<double>(), new List<double>(), 0, 0);
        for (var i = 0; i < count; i++)
        {
            var silo = cluster.Silos[i % 3];
            var handles = new List<ILockHandle>();
            for (var key = 0; key < 30; key++)
            {
                handles.Add(await client.Locks.AcquireAsync(
                    $"kills/{i}/held/{key}", new AcquireOptions { Ttl = TimeSpan.FromSeconds(15), Wait = Patience }));
            }

            var free = await KeyOnAsync(client, cluster, silo, $"kills/{i}/free", TimeSpan.FromSeconds(30));
            await client.Service.ReleaseAsync(free.Key, free.LeaseId);
            var dead = await KeyOnAsync(client, cluster, silo, $"kills/{i}/dead", ShortTtl);
            var waiter = client.Service.AcquireAsync(dead.Key, Request(Patience)).AsTask();

            await silo.KillAsync();
            var killed = Stopwatch.GetTimestamp();
            var answered = client.Service.AcquireAsync(free.Key, Request(Patience)).AsTask();
            var waited = waiter.ContinueWith(
                _ => Stopwatch.GetElapsedTime(killed), TaskScheduler.Default);
            Require((await answered).IsGranted);
            fresh.Add(Stopwatch.GetElapsedTime(killed).TotalSeconds);
            next.Add((await waited).TotalSeconds);
            Require((await waiter).IsGranted);
            await silo.StartAsync();
            await cluster.UntilWholeAsync(client);
            held += handles.Count;
            lost += handles.Count(handle => !handle.IsHeld);
            foreach (var handle in handles)
            {
                await handle.ReleaseAsync();
            }

            Console.WriteLine($"kill {i + 1}: new acquire {fresh[^1]:0.00} s, next waiter {next[^1]:0.00} s");
        }

        Console.WriteLine($"{count} kills: {held} held locks, {lost} lost");
        Print("a new acquire on an affected key was answered after", fresh);
        Print($"the next waiter of a holder that died with TTL {ShortTtl.TotalSeconds:0} s got in after", next);
    }

    private static async Task<LockGrant> KeyOnAsync(
        ClusterClient client, LocalCluster cluster, SiloProcess silo, string name, TimeSpan ttl)
    {
        for (var i = 0; ; i++)
        {
            LockKey key = $"{name}/{i}";
            var reply = await client.Service.AcquireAsync(key, Request(TimeSpan.Zero) with { Ttl = ttl });
            Require(reply.IsGranted);
            if (await client.HostOfAsync(key, cluster.Silos) == silo)
            {
                return (await client.Service.RenewAsync(key, reply.Grant!.LeaseId, ttl)).Outcome == RenewOutcome.Renewed
                    ? reply.Grant
                    : throw new InvalidOperationException("The lease was lost before the kill.");
            }

            await client.Service.ReleaseAsync(key, reply.Grant!.LeaseId);
        }
    }

    private static LockRequest Request(TimeSpan wait) => new() { Id = RequestId.New(), Wait = wait };

    private static void Print(string what, List<double> seconds)
    {
        seconds.Sort();
        Console.WriteLine($"{what}: median {seconds[seconds.Count / 2]:0.00} s, worst {seconds[^1]:0.00} s");
    }

    private static void Require(bool isSo)
    {
        if (!isSo)
        {
            throw new InvalidOperationException("The cluster did not do what is measured here.");
        }
    }
}
