using System.Diagnostics;

namespace LockActors.Bench.Harness;

/// <summary>What is measured: workers that take and release locks as fast as they can.</summary>
/// <param name="Name">How the table names it.</param>
/// <param name="Workers">How many workers run at once.</param>
/// <param name="IsHot">Whether they all want one key, or each its own.</param>
/// <param name="IsFresh">Whether each pair is of a key that was never used before, as with one lock per order.</param>
internal sealed record Contest(string Name, int Workers, bool IsHot, bool IsFresh = false)
{
    /// <summary>A prime, or the samples, which are spread by powers of two, would be of first pairs of turns.</summary>
    private const int PairsPerTurn = 251;

    private string _round = "";

    public static readonly Contest[] All =
    [
        new("own key, 1 worker", 1, IsHot: false),
        new("own keys, 64 workers", 64, IsHot: false),
        new("fresh keys, 1 worker", 1, IsHot: false, IsFresh: true),
        new("fresh keys, 64 workers", 64, IsHot: false, IsFresh: true),
        new("hot key, 32 workers", 32, IsHot: true),
    ];

    /// <summary>Runs the workers for a while and sums up.</summary>
    public async Task<Result> RunAsync(string subject, IPairTaker taker, TimeSpan warmUp, TimeSpan duration)
    {
        await RunWorkersAsync(taker, warmUp);
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var samples = await RunWorkersAsync(taker, duration);
        var elapsed = watch.Elapsed;
        return Result.Of(subject, this, samples, elapsed, GC.GetTotalAllocatedBytes() - allocated);
    }

    private async Task<Sample[]> RunWorkersAsync(IPairTaker taker, TimeSpan duration)
    {
        _round = Guid.NewGuid().ToString("N");
        var samples = Enumerable.Range(0, Workers).Select(_ => new Sample()).ToArray();
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(samples.Select((sample, worker) => Task.Run(() => WorkAsync(taker, worker, sample, end))));
        return samples;
    }

    private async Task WorkAsync(IPairTaker taker, int worker, Sample sample, long end)
    {
        LockKey key = IsHot ? "bench/hot" : $"bench/own/{worker}";
        for (var now = Stopwatch.GetTimestamp(); now < end;)
        {
            if (IsFresh)
            {
                key = $"bench/fresh/{Name}/{_round}/{worker}/{sample.Count}";
            }

            var asked = now;
            var pair = await taker.TakeAsync(key);
            sample.Add(Stopwatch.GetTimestamp() - asked);
            await taker.ReleaseAsync(key, pair);
            now = Stopwatch.GetTimestamp();
            if (sample.Count % PairsPerTurn == 0)
            {
                // A service that answers at once would let one worker keep its thread for ever.
                await Task.Yield();
            }
        }
    }
}
