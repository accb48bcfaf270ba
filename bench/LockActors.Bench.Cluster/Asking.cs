using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using LockActors.TestKit;

namespace LockActors.Bench.Cluster;

/// <summary>What is left in a silo's memory of keys that are out of use, or were never used, and how long
/// lists take.</summary>
internal static class Asking
{
    private const string Listening = "LockActors (silo) listening on ";
    private const int Once = 100_000;
    private const int Looks = 50_000;
    private const int Batches = 60;
    private const int BatchSize = 1_000;
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(60);
    private static int _wave;

    /// <summary>What the keys of a wave begin with: no key comes twice.</summary>
    private static string Wave => $"wave-{_wave}";

    /// <param name="silo">The silo's assembly; null for that of this build.</param>
    public static async Task RunAsync(string? silo)
    {
        await MeasureListsAsync(silo);
        foreach (var inRedis in new[] { false, true })
        {
            await using var redis = inRedis ? await RedisServer.StartAsync() : null;
            var store = inRedis ? "Redis" : "memory";
            await MeasureAsync(silo, redis, $"{store}: {Once:N0} keys taken and released once", Once, TakeOnceAsync);
            await MeasureAsync(silo, redis, $"{store}: {Looks:N0} GETs of unknown keys", Looks, LookAsync);
            await MeasureAsync(
                silo, redis, $"{store}: {Batches} batches of {BatchSize:N0} made-up leases", Batches * BatchSize,
                RenewMadeUpAsync);
        }
    }

    private static async Task MeasureAsync(
        string? silo, RedisServer? redis, string what, int count, Func<HttpClient, Task> work)
    {
        using var process = Start(silo, redis);
        try
        {
            using var http = Connect(await AddressAsync(process));
            await LookAsync(http, "warm", 2_000);
            await PassAsync(TimeSpan.FromSeconds(10));
            var before = Resident(process.Id);
            _wave++;
            await work(http);
            var (after, peak) = (Resident(process.Id), Peak(process.Id));
            await PassAsync(Later);
            var later = Resident(process.Id);

            // What the runtime keeps for its next objects is used again by another wave; what is left of keys is not.
            _wave++;
            await work(http);
            await PassAsync(Later);
            var again = Resident(process.Id);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: +{(after - before) >> 20} MB at the end, +{(peak - before) >> 20} MB at the most, "
                + $"+{(later - before) >> 20} MB after {Later.TotalSeconds:0} s: "
                + $"{(later - before) / (double)count:N0} bytes a key; +{(again - later) >> 20} MB more after another "
                + $"wave: {(again - later) / (double)count:N0} bytes a key"));
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task MeasureListsAsync(string? silo)
    {
        using var process = Start(silo, redis: null);
        try
        {
            using var http = Connect(await AddressAsync(process));
            await EachAsync(Once, i => PostAsync(http, $"/v1/locks/held/{i}/acquire", "{\"ttlMs\":600000}"));
            await TakeOnceAsync(http);
            foreach (var moment in new[] { "at once", "60 s later" })
            {
                foreach (var query in new[] { "limit=10", "limit=10&count=true", $"limit=10&prefix={Wave}/" })
                {
                    var times = new List<double>();
                    for (var i = 0; i < 9; i++)
                    {
                        var since = Stopwatch.GetTimestamp();
                        await http.GetStringAsync($"/v1/locks?{query}");
                        times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
                    }

                    times.Sort();
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Once:N0} held and {Once:N0} once used, {moment}: {query} took {times[4]:0.0} ms, "
                        + $"the longest {times[^1]:0.0} ms"));
                }

                await PassAsync(Later);
            }
        }
        finally
        {
            process.Kill();
        }
    }

    private static Task TakeOnceAsync(HttpClient http) => EachAsync(Once, async i =>
    {
        using var reply = await http.PostAsJsonAsync($"/v1/locks/{Wave}/{i}/acquire", new { ttlMs = 60_000 });
        if (reply.IsSuccessStatusCode)
        {
            var answer = await reply.Content.ReadFromJsonAsync<Granted>();
            await PostAsync(http, $"/v1/locks/{Wave}/{i}/release", $"{{\"leaseId\":\"{answer!.LeaseId}\"}}");
        }
    });

    private static Task LookAsync(HttpClient http) => LookAsync(http, Wave, Looks);

    private static Task LookAsync(HttpClient http, string prefix, int count) =>
        EachAsync(count, async i => await http.GetStringAsync($"/v1/locks/{prefix}/{i}"));

    private static async Task RenewMadeUpAsync(HttpClient http)
    {
        for (var batch = 0; batch < Batches; batch++)
        {
            var leases = Enumerable.Range(0, BatchSize).Select(i =>
                $"{{\"key\":\"{Wave}/{batch}/{i}\",\"leaseId\":\"{Guid.NewGuid():N}\",\"ttlMs\":10000}}");
            await PostAsync(http, "/v1/renew", $"{{\"renewals\":[{string.Join(',', leases)}]}}");
        }
    }

    private static Task EachAsync(int count, Func<int, Task> work) => Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) => await work(i));

    private static async Task PostAsync(HttpClient http, string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var reply = await http.PostAsync(path, body);
        reply.EnsureSuccessStatusCode();
    }

    private static Process Start(string? silo, RedisServer? redis)
    {
        var ports = FreePorts.Find(2);
        string[] args =
        [
            "--port", "0", "--silo-port", $"{ports[0]}", "--gateway-port", $"{ports[1]}",
            .. redis is null ? [] : new[] { "--store", "redis", "--redis", redis.EndPoint },
        ];
        var start = silo is null
            ? Executables.OfThisBuild("LockActors.Silo", args)
            : new ProcessStartInfo("dotnet", [silo, .. args]) { RedirectStandardOutput = true };
        return Process.Start(start)!;
    }

    private static async Task<string> AddressAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync();
        return line is not null && line.StartsWith(Listening, StringComparison.Ordinal)
            ? line[Listening.Length..]
            : throw new InvalidOperationException($"The silo does not listen: {line}");
    }

    private static HttpClient Connect(string address) => new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri(address),
    };

    private static async Task PassAsync(TimeSpan span)
    {
        using var timer = new PeriodicTimer(span);
        await timer.WaitForNextTickAsync();
    }

    private static long Resident(int id) => Read(id, "VmRSS:");

    private static long Peak(int id) => Read(id, "VmHWM:");

    private static long Read(int id, string name)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        var kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(kilobytes, CultureInfo.InvariantCulture) << 10;
    }

    private sealed record Granted(string LeaseId);
}
