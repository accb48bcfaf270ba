using System.Text.Json.Serialization;

namespace LockActors.Monitoring;

/// <summary>A lock service in numbers.</summary>
public sealed record LockOverview
{
    /// <summary>How long one point of <see cref="Points"/> lasts: 5 s.</summary>
    public static readonly TimeSpan PointLength = TimeSpan.FromSeconds(5);

    /// <summary>How far back <see cref="Points"/>, <see cref="Wait"/> and <see cref="Hold"/> reach: 5
    /// minutes.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>When this was so, by the wall clock of the process that was asked.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Since when the counts go: the start of the process that has run longest.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The locks that are held.</summary>
    public int Held { get; init; }

    /// <summary>The requests that wait.</summary>
    public int Waiting { get; init; }

    /// <summary>The locks that have waiters.</summary>
    public int Contended { get; init; }

    /// <summary>Grants a second, over the last 10 s.</summary>
    public double GrantsPerSecond { get; init; }

    /// <summary>All grants.</summary>
    public long Grants { get; init; }

    /// <summary>How long requests waited that were granted in the last 5 to 6 minutes.</summary>
    public DurationSummary Wait { get; init; } = DurationSummary.Empty;

    /// <summary>How long leases were held that were released in the last 5 to 6 minutes.</summary>
    public DurationSummary Hold { get; init; } = DurationSummary.Empty;

    /// <summary>Leases that ended against their holder's will.</summary>
    public LossCounts Losses { get; init; } = new(0, 0, 0);

    /// <summary>Requests that ended without the lock.</summary>
    public FailureCounts Failures { get; init; } = new(0, 0, 0, 0);

    /// <summary>The last 5 minutes in steps of <see cref="PointLength"/>, the oldest first.</summary>
    public IReadOnlyList<OverviewPoint> Points { get; init; } = [];

    /// <summary>The members of the service that did not answer, whose numbers are missing; null when all did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Unreachable { get; init; }
}
