using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LockActors.Client.Http;

namespace LockActors.Cli.Commands;

/// <summary>lockctl bench: how many locks a second a server gives and takes back.</summary>
internal static class BenchCommand
{
    private const int MaxWorkers = 10_000;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var workers = new Option<int>("--workers")
        {
            Description = "How many acquire and release at the same time (default: 64).",
            HelpName = "N",
            DefaultValueFactory = static _ => 64,
            Validators =
            {
                static result =>
                {
                    if (result.GetValueOrDefault<int>() is < 1 or > MaxWorkers)
                    {
                        result.AddError($"--workers takes 1 to {MaxWorkers}");
                    }
                },
            },
        };
        var time = CommonOptions.Duration(
            "--time", "How long to measure, after a second to warm up", TimeSpan.FromSeconds(5), TimeSpan.FromDays(30));
        var hot = new Option<bool>("--hot") { Description = "All on one lock (default: one lock for each worker)." };
        var prefix = new Option<string>("--prefix")
        {
            Description = "What the keys begin with (default: bench/).",
            HelpName = "TEXT",
            DefaultValueFactory = static _ => "bench/",
        };
        var command = new Command("bench", "Measures pairs of acquire and release.") { workers, time, hot, prefix };
        command.SetAction((parsed, cancelled) => RunAsync(
            parsed.GetValue(CommonOptions.Server),
            parsed.GetValue(CommonOptions.Json),
            parsed.GetValue(workers),
            parsed.GetValue(time),
            parsed.GetValue(hot),
            $"{parsed.GetValue(prefix)}{Guid.NewGuid():N}"));
        return command;
    }

    private static async Task<int> RunAsync(
        string? server, bool json, int workers, TimeSpan length, bool hot, string prefix)
    {
        using var service = Connection.Open(Connection.NameOf(server));
        await service.PingAsync().ConfigureAwait(false);
        await TryAsync(service, prefix).ConfigureAwait(false);
        var clock = TimeProvider.System;
        var from = clock.Monotonic() + TimeSpan.FromSeconds(1);
        var results = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(
            service, hot ? prefix : $"{prefix}/{worker}", from, from + length)))).ConfigureAwait(false);
        var measured = clock.Monotonic() - from;
        var times = results.SelectMany(static result => result.Times).Order().ToArray();
        var failed = results.Sum(static result => result.Failed);
        if (times.Length == 0)
        {
            LockCtl.Say($"no pair was done; {failed} failed{Cause()}");
            return ExitCodes.NoServer;
        }

        if (failed > 0)
        {
            LockCtl.Say($"{failed} failed{Cause()}");
        }

        Report(json, times, failed, measured);
        return failed == 0 ? ExitCodes.Ok : ExitCodes.NoServer;
    }

    private static string Cause() => Connection.LastFailure is { } failure ? $": {failure.Reason}" : "";

    /// <summary>One pair, so that a refusal is told once and not by every worker over and over.</summary>
    private static async Task TryAsync(HttpLockService service, LockKey key)
    {
        var request = new LockRequest { Id = RequestId.New(), Wait = Wait };
        var reply = await service.AcquireAsync(key, request).ConfigureAwait(false);
        if (!reply.IsGranted)
        {
            throw reply.Violation is { } violation
                ? new LockRejectedException(key, violation)
                : new LockUnavailableException(key);
        }

        await service.ReleaseAsync(key, reply.Grant.LeaseId).ConfigureAwait(false);
    }

    /// <summary>Pairs until the time is over, and at least one that counts, or a slow machine would measure
    /// nothing.</summary>
    private static async Task<(List<double> Times, int Failed)> WorkAsync(
        HttpLockService service, LockKey key, TimeSpan from, TimeSpan until)
    {
        var clock = TimeProvider.System;
        var times = new List<double>();
        var failed = 0;
        for (var begun = clock.Monotonic(); begun < until || times.Count + failed == 0; begun = clock.Monotonic())
        {
            var request = new LockRequest { Id = RequestId.New(), Wait = Wait, NeedsConfirm = true };
            var reply = await service.AcquireAsync(key, request).ConfigureAwait(false);
            var isDone = reply.IsGranted && (await service.ReleaseAsync(key, reply.Grant.LeaseId, request.Id)
                .ConfigureAwait(false)).Outcome == ReleaseOutcome.Released;
            if (!isDone)
            {
                failed++;
            }
            else if (begun >= from)
            {
                times.Add((clock.Monotonic() - begun).TotalMilliseconds);
            }
        }

        return (times, failed);
    }

    private static void Report(bool json, double[] times, int failed, TimeSpan length)
    {
        var rate = Math.Round(times.Length / length.TotalSeconds);
        var (half, most, longest) = (At(0.5), At(0.99), times[^1]);
        Console.WriteLine(json
            ? new JsonObject
            {
                ["pairs"] = times.Length,
                ["pairsPerSecond"] = rate,
                ["p50Ms"] = Math.Round(half, 3),
                ["p99Ms"] = Math.Round(most, 3),
                ["maxMs"] = Math.Round(longest, 3),
                ["failed"] = failed,
            }.ToJsonString()
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{rate:0} pairs/s; p50 {half:0.00} ms, p99 {most:0.00} ms, longest {longest:0.00} ms; "
                + $"{failed} failed"));

        double At(double part) => times[Math.Min((int)(times.Length * part), times.Length - 1)];
    }
}
