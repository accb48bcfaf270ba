using System.Globalization;
using LockActors.Bench.Harness;

namespace LockActors.Bench.Redis;

/// <summary>The medians of several rounds, and their ratio to the better of the peers of the same run.</summary>
internal sealed class Medians
{
    private readonly List<Result> _results = [];

    public void Add(Result result) => _results.Add(result);

    /// <summary>A table: each row with its ratio to the better peer that has as many masters.</summary>
    /// <param name="peers">How the names of peers begin.</param>
    public IEnumerable<string> Rows(params string[] peers)
    {
        yield return "| subject | contest | pairs/s (median) | of the better peer | p99 us | longest us |"
            + " Jain | bytes |";
        yield return "|---|---|---:|---:|---:|---:|---:|---:|";
        foreach (var contest in _results.GroupBy(result => result.Contest))
        {
            foreach (var rows in contest.GroupBy(result => result.Subject))
            {
                var masters = rows.Key[(rows.Key.IndexOf(',', StringComparison.Ordinal) + 1)..];
                var best = contest
                    .Where(result => peers.Any(peer => result.Subject.StartsWith(peer, StringComparison.Ordinal))
                        && result.Subject.EndsWith(masters, StringComparison.Ordinal))
                    .GroupBy(result => result.Subject)
                    .Select(peer => Median(peer, result => result.PairsPerSecond))
                    .DefaultIfEmpty(double.NaN)
                    .Max();
                var rate = Median(rows, result => result.PairsPerSecond);
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"| {rows.Key} | {contest.Key} | {rate:N0} | {rate / best:N2} |")
                    + string.Create(
                    CultureInfo.InvariantCulture,
                    $" {Median(rows, result => result.P99):N0} | {rows.Max(result => result.Longest):N0} |")
                    + string.Create(
                    CultureInfo.InvariantCulture,
                    $" {rows.Min(result => result.Jain):N3} | {Median(rows, result => result.BytesPerPair):N0} |");
            }
        }
    }

    private static double Median(IEnumerable<Result> results, Func<Result, double> of)
    {
        var sorted = results.Select(of).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
