using LockActors.Monitoring;

namespace LockActors.Client.Orleans;

/// <summary>Adds up what silos say of themselves.</summary>
internal static class Overviews
{
    public static LockOverview Merge(
        IReadOnlyList<LockOverview> silos, IReadOnlyList<string> unreachable, DateTimeOffset now)
    {
        if (silos.Count == 0)
        {
            throw new LockUnavailableException(default, "no silo answers");
        }

        return new LockOverview
        {
            At = now,
            Since = silos.Min(silo => silo.Since),
            Held = silos.Sum(silo => silo.Held),
            Waiting = silos.Sum(silo => silo.Waiting),
            Contended = silos.Sum(silo => silo.Contended),
            Grants = silos.Sum(silo => silo.Grants),
            GrantsPerSecond = Math.Round(silos.Sum(silo => silo.GrantsPerSecond), 2),
            Wait = Add(silos.Select(silo => silo.Wait)),
            Hold = Add(silos.Select(silo => silo.Hold)),
            Losses = new LossCounts(
                silos.Sum(silo => silo.Losses.Expired),
                silos.Sum(silo => silo.Losses.Lost),
                silos.Sum(silo => silo.Losses.Revoked)),
            Failures = new FailureCounts(
                silos.Sum(silo => silo.Failures.TimedOut),
                silos.Sum(silo => silo.Failures.Cancelled),
                silos.Sum(silo => silo.Failures.Dropped),
                silos.Sum(silo => silo.Failures.Rejected)),
            Points = [.. Enumerable.Range(0, silos.Min(silo => silo.Points.Count)).Select(at => new OverviewPoint(
                Math.Round(silos.Sum(silo => silo.Points[at].Grants), 2),
                silos.Sum(silo => silo.Points[at].Losses)))],
            Unreachable = unreachable.Count == 0 ? null : unreachable,
        };
    }

    private static DurationSummary Add(IEnumerable<DurationSummary> summaries)
    {
        var all = new DurationHistogram();
        foreach (var summary in summaries)
        {
            all.Add(summary);
        }

        return all.Summarize();
    }
}
