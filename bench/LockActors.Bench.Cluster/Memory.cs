using System.Diagnostics;
using System.Globalization;
using LockActors.Client;
using LockActors.Cluster;

namespace LockActors.Bench.Cluster;

/// <summary>What a held lease costs a silo: memory, and the time of renewing it.</summary>
internal static class Memory
{
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(40);

    public static async Task RunAsync(int keys)
    {
        foreach (var home in new[] { LeaseHome.Memory, LeaseHome.Redis })
        {
            await using var cluster = await LocalCluster.StartAsync(silos: 1, home);
            var client = await cluster.ConnectAsync();
            await cluster.UntilWholeAsync(client);
            var silo = cluster.Silos[0];
            await Many.AcquireAsync(client, 1_000, TimeSpan.FromSeconds(1));
            var before = Resident(silo.Id);
            var handles = new List<ILockHandle>(keys);
            for (var i = 0; i < keys; i += 64)
            {
                handles.AddRange(await Task.WhenAll(Enumerable.Range(i, Math.Min(64, keys - i)).Select(
                    key => client.Locks.AcquireAsync($"memory/{key}", new AcquireOptions { Ttl = Ttl }).AsTask())));
            }

            var taken = Resident(silo.Id) - before;
            var (siloCpu, ownCpu) = (Cpu(silo.Id), Cpu(Environment.ProcessId));
            var watch = Stopwatch.StartNew();
            using (var timer = new PeriodicTimer(Watched))
            {
                await timer.WaitForNextTickAsync();
            }

            var seconds = watch.Elapsed.TotalSeconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"leases in {home}: {keys:N0} held, {handles.Count(h => !h.IsHeld)} lost; ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(double)taken / keys:N0} bytes of resident memory each; renewing them with TTL 60 s took ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(Cpu(silo.Id) - siloCpu) / seconds:P1} of a core on the silo, ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(Cpu(Environment.ProcessId) - ownCpu) / seconds:P1} on the client"));
        }
    }

    private static long Resident(int id)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(
            line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        var kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Seconds of processor time so far.</summary>
    private static double Cpu(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime.TotalSeconds;
    }
}
