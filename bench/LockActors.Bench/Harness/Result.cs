using System.Diagnostics;
using System.Globalization;

namespace LockActors.Bench.Harness;

/// <summary>What came of a contest.</summary>
internal sealed record Result
{
    public const string Header =
        "| subject | contest | pairs/s | wait p50 us | p99 us | longest us | Jain | bytes/pair |\n"
        + "|---|---|---:|---:|---:|---:|---:|---:|";

    public required string Subject { get; init; }

    public required string Contest { get; init; }

    public required double PairsPerSecond { get; init; }

    public required double P50 { get; init; }

    public required double P99 { get; init; }

    public required double Longest { get; init; }

    /// <summary>Jain's fairness index of the workers' pairs: 1 when all got the same, 1/n when one got all.</summary>
    public required double Jain { get; init; }

    public required double BytesPerPair { get; init; }

    public static Result Of(string subject, Contest contest, Sample[] samples, TimeSpan elapsed, long allocated)
    {
        var waits = samples.SelectMany(sample => sample.Waits.ToArray()).Order().ToArray();
        var pairs = samples.Sum(sample => sample.Count);
        var squares = samples.Sum(sample => (double)sample.Count * sample.Count);
        return new Result
        {
            Subject = subject,
            Contest = contest.Name,
            PairsPerSecond = pairs / elapsed.TotalSeconds,
            P50 = Microseconds(waits[waits.Length / 2]),
            P99 = Microseconds(waits[(int)(waits.Length * 0.99)]),
            Longest = Microseconds(samples.Max(sample => sample.Longest)),
            Jain = (double)pairs * pairs / (samples.Length * squares),
            BytesPerPair = (double)allocated / pairs,
        };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Subject} | {Contest} | {PairsPerSecond:N0} | {P50:N1} | {P99:N1} |")
        + string.Create(CultureInfo.InvariantCulture, $" {Longest:N0} | {Jain:N3} | {BytesPerPair:N0} |");

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
