using LockActors.TestKit;

namespace LockActors.Bench.Kills;

/// <summary>One run: the Redis servers, the lock server over them, the workers, and what kills their
/// connections.</summary>
internal static class Run
{
    private const int LeastChecked = 1_000;
    private const int HotGroup = 8;
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    /// <summary>Returns whether enough was checked and nothing was wrong.</summary>
    public static async Task<bool> RunAsync(RunOptions options)
    {
        var servers = new List<RedisServer>();
        var links = new List<RedisLink>();
        try
        {
            for (var i = 0; i < options.Masters; i++)
            {
                servers.Add(await RedisServer.StartAsync());
                links.Add(await RedisLink.ConnectAsync(servers[i].Port));
            }

            await using var server = await LockServer.StartAsync(servers.Select(redis => redis.EndPoint));
            Console.WriteLine(
                $"{options.Masters} Redis, StackExchange.Redis {LockServer.RedisClient}, {options.Workers} workers, a "
                + $"kill of {(options.OnlyBusy ? "busy" : "all")} every {options.Every.TotalMilliseconds:0} ms");
            var tally = new Tally();
            await WorkAsync(options, server, links, tally);
            tally.Print();
            return Judge(tally);
        }
        finally
        {
            links.ForEach(link => link.Dispose());
            foreach (var redis in servers)
            {
                await redis.DisposeAsync();
            }
        }
    }

    private static async Task WorkAsync(
        RunOptions options, LockServer server, IReadOnlyList<RedisLink> links, Tally tally)
    {
        var checker = new Checker(links, tally);
        await checker.ProveAsync();
        using var http = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(30) };
        using var stop = new CancellationTokenSource();
        var hotKeys = Enumerable.Range(0, options.Workers).Select(i => new HotKey($"kills-hot-{i}")).ToList();
        var hotWorkers = options.Workers / 4;
        var work = Enumerable.Range(0, options.Workers)
            .Select(i => new Worker(i, http, i < hotWorkers ? hotKeys[i / HotGroup] : null, checker, tally))
            .Select(worker => Task.Run(() => worker.RunAsync(stop.Token)))
            .ToList();
        stop.CancelAfter(options.Longest);
        work.Add(ReportAsync(server, tally, stop.Token));
        var kills = new Killer(links, tally).RunAsync(options, stop.Token);
        await await Task.WhenAny(work.Append(kills));
        await stop.CancelAsync();
        await Task.WhenAll(work.Append(kills));
    }

    private static async Task ReportAsync(LockServer server, Tally tally, CancellationToken stop)
    {
        var begun = TimeProvider.System.Monotonic();
        using var timer = new PeriodicTimer(ReportEvery);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Console.WriteLine(tally.Progress(TimeProvider.System.Monotonic() - begun));
            if (server.HasEnded)
            {
                throw new InvalidOperationException($"The lock server ended; it says:\n{server.Tail}");
            }
        }
    }

    private static bool Judge(Tally tally)
    {
        if (tally[Tally.GrantsChecked] < LeastChecked || tally[Tally.Killed] == 0)
        {
            Console.WriteLine($"Worthless: at least {LeastChecked} grants must be checked, and a connection killed.");
            return false;
        }

        return tally.Violations == 0;
    }
}
