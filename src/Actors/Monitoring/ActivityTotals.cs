using LockActors.Monitoring;

namespace LockActors.Actors.Monitoring;

/// <summary>Adds up stripes into an overview.</summary>
internal sealed class ActivityTotals(TimeSpan now, TimeSpan runTime)
{
    private const int RateSeconds = 10;

    private static readonly int SecondsAPoint = (int)LockOverview.PointLength.TotalSeconds;
    private static readonly int PointCount = (int)(LockOverview.Window / LockOverview.PointLength);

    private readonly long _second = now.Ticks / TimeSpan.TicksPerSecond;
    private readonly long[] _grants = new long[PointCount];
    private readonly long[] _losses = new long[PointCount];
    private long _lately;

    public long Grants { get; set; }

    public long Expired { get; set; }

    public long Lost { get; set; }

    public long Revoked { get; set; }

    public FailureCounts Failures { get; set; } = new(0, 0, 0, 0);

    public DurationHistogram Wait { get; } = new();

    public DurationHistogram Hold { get; } = new();

    public bool IsRecent(long minute) => (_second / 60) - minute <= LockOverview.Window.TotalMinutes;

    public void Add(long second, int grants, int losses)
    {
        // The second under way is not over, so it belongs to no rate.
        var ago = _second - 1 - second;
        if (ago < 0 || (grants | losses) == 0)
        {
            return;
        }

        _lately += ago < RateSeconds ? grants : 0;
        var point = PointCount - 1 - (ago / SecondsAPoint);
        if (point >= 0)
        {
            _grants[point] += grants;
            _losses[point] += losses;
        }
    }

    public LockOverview Summarize(DateTimeOffset at, int held, int waiting, int contended) => new()
    {
        At = at,
        Since = at - runTime,
        Held = held,
        Waiting = waiting,
        Contended = contended,
        Grants = Grants,
        GrantsPerSecond = Math.Round(_lately / Math.Clamp(runTime.TotalSeconds, 1, RateSeconds), 2),
        Wait = Wait.Summarize(),
        Hold = Hold.Summarize(),
        Losses = new LossCounts(Expired, Lost, Revoked),
        Failures = Failures,
        Points = [.. _grants.Zip(_losses, static (grants, losses) => new OverviewPoint(
            Math.Round(grants / (double)SecondsAPoint, 2), losses))],
    };
}
