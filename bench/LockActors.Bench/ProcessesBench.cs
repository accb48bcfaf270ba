using System.Diagnostics;
using System.Globalization;
using LockActors.Bench.Harness;
using LockActors.Client;
using LockActors.Client.Http;

namespace LockActors.Bench;

/// <summary>One hot key, two client processes of 16 workers each, and a silo in a third.</summary>
internal static class ProcessesBench
{
    private const int ProcessCount = 2;
    private const int WorkerCount = 16;

    private static readonly LockKey Key = "bench-hot";
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    public static async Task RunAsync()
    {
        using var server = Start("LockActors.Silo", "--port", "0");
        var listening = await server.StandardOutput.ReadLineAsync();
        foreach (var handoffs in (int[])[16, 0])
        {
            await ContendAsync(listening!.Split(' ')[^1], handoffs);
        }

        server.Kill();
    }

    /// <summary>One of the client processes: says that it is ready, begins when told to, and reports.</summary>
    public static async Task ContendAloneAsync(Uri server, int handoffs)
    {
        using var service = new HttpLockService(server);
        using var client = new LockClient(service, new LockClientOptions { MaxLocalHandoffs = handoffs });
        await (await client.AcquireAsync("bench-warm-up")).DisposeAsync();
        Console.WriteLine("ready");
        Console.ReadLine();
        using var stop = new CancellationTokenSource(Duration);
        var samples = await Task.WhenAll(Enumerable.Range(0, WorkerCount).Select(_ => Task.Run(async () =>
        {
            var sample = new Sample();
            while (!stop.IsCancellationRequested)
            {
                var asked = TimeProvider.System.GetTimestamp();
                await using var handle = await client.AcquireAsync(Key);
                sample.Add(TimeProvider.System.GetTimestamp() - asked);
            }

            return sample;
        })));
        Console.WriteLine($"{samples.Sum(sample => sample.Count)} {samples.Max(sample => sample.Longest)}");
    }

    private static async Task ContendAsync(string server, int handoffs)
    {
        var clients = Enumerable.Range(0, ProcessCount)
            .Select(_ => Start("LockActors.Bench", "contend", server, $"{handoffs}")).ToArray();
        foreach (var client in clients)
        {
            await client.StandardOutput.ReadLineAsync();
        }

        Array.ForEach(clients, client => client.StandardInput.WriteLine());
        var reports = new List<long[]>();
        foreach (var client in clients)
        {
            var report = await client.StandardOutput.ReadLineAsync();
            reports.Add([.. report!.Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))]);
            await client.WaitForExitAsync();
            client.Dispose();
        }

        var pairs = reports.Sum(report => report[0]);
        var shares = string.Join(", ", reports.Select(report => $"{100.0 * report[0] / pairs:0.0}%"));
        var longest = 1_000.0 * reports.Max(report => report[1]) / TimeProvider.System.TimestampFrequency;
        Console.WriteLine(
            $"{ProcessCount} processes of {WorkerCount}, MaxLocalHandoffs {handoffs}: "
            + $"{pairs / Duration.TotalSeconds:0} pairs/s, shares {shares}, longest wait {longest:0.0} ms");
    }

    private static Process Start(string project, params string[] args)
    {
        // artifacts/bin/PROJECT/CONFIGURATION
        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var bin = Path.GetDirectoryName(Path.GetDirectoryName(here))!;
        var path = Path.Combine(bin, project, Path.GetFileName(here), $"{project}.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [path, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }
}
