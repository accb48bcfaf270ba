using LockActors.Actors;
using LockActors.Client;
using LockActors.Client.Http;

namespace LockActors.Bench;

/// <summary>One hot key: 32 workers of one client, with and without local hand-off; two clients of 16.</summary>
internal static class HandoffBench
{
    private const int WorkerCount = 32;

    private static readonly LockKey Key = "bench-hot";
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    /// <param name="server">The server, in a process of its own, or null for the in-process service.</param>
    public static async Task RunAsync(Uri? server)
    {
        foreach (var handoffs in (int[])[0, 16])
        {
            foreach (var clients in (int[])[1, 2])
            {
                var counts = await ContendAsync(server, clients, handoffs);
                Console.WriteLine(
                    $"{server?.ToString() ?? "LocalLockService"}: {clients} client(s), "
                    + $"MaxLocalHandoffs {handoffs}: {counts.Sum() / Duration.TotalSeconds:0} pairs/s, "
                    + $"largest share {100.0 * counts.Max() / counts.Sum():0}%");
            }
        }
    }

    private static async Task<long[]> ContendAsync(Uri? server, int clientCount, int handoffs)
    {
        using var local = new LocalLockService();
        var services = Enumerable.Range(0, clientCount)
            .Select(_ => server is null ? (ILockService)local : new HttpLockService(server)).ToArray();
        var options = new LockClientOptions { MaxLocalHandoffs = handoffs };
        var counts = new long[clientCount];
        using var stop = new CancellationTokenSource(Duration);
        var clients = services.Select(service => new LockClient(service, options)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, WorkerCount).Select(i => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await using var handle = await clients[i % clientCount].AcquireAsync(Key);
                Interlocked.Increment(ref counts[i % clientCount]);
            }
        })));
        Array.ForEach(clients, client => client.Dispose());
        Array.ForEach(services, service => (service as HttpLockService)?.Dispose());
        return counts;
    }
}
