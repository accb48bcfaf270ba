using LockActors.Monitoring;

namespace LockActors.Wire;

/// <summary>The answer to <c>GET /v1/overview</c>. For an API key with prefixes it counts only the locks below them;
/// what is counted for the whole service alone is missing then.</summary>
public sealed record OverviewAnswer
{
    /// <summary>When this was so, by the wall clock of the process that was asked.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The prefixes that the counts are limited to; null when they are of all locks.</summary>
    public IReadOnlyList<string>? Prefixes { get; init; }

    /// <summary>The locks that are held.</summary>
    public required int Held { get; init; }

    /// <summary>The requests that wait.</summary>
    public required int Waiting { get; init; }

    /// <summary>The locks that have waiters.</summary>
    public required int Contended { get; init; }

    /// <summary>Since when grants and losses are counted: the start of the process that has run longest. Null for a key
    /// with prefixes.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Grants a second, over the last 10 s. Null for a key with prefixes.</summary>
    public double? GrantsPerSecond { get; init; }

    /// <summary>All grants. Null for a key with prefixes.</summary>
    public long? Grants { get; init; }

    /// <summary>How long requests waited that were granted in the last 5 to 6 minutes. Null for a key with
    /// prefixes.</summary>
    public DurationSummary? Wait { get; init; }

    /// <summary>How long leases were held that were released in the last 5 to 6 minutes. Null for a key with
    /// prefixes.</summary>
    public DurationSummary? Hold { get; init; }

    /// <summary>Leases that ended against their holder's will. Null for a key with prefixes.</summary>
    public LossCounts? Losses { get; init; }

    /// <summary>Requests that ended without the lock. Null for a key with prefixes.</summary>
    public FailureCounts? Failures { get; init; }

    /// <summary>The last 5 minutes in steps of 5 s, the oldest first. Null for a key with prefixes.</summary>
    public IReadOnlyList<OverviewPoint>? Points { get; init; }

    /// <summary>The members of the service that did not answer, whose numbers are missing; null when all did.</summary>
    public IReadOnlyList<string>? Unreachable { get; init; }

    /// <summary>What is said of all locks.</summary>
    /// <param name="overview">What the monitor says.</param>
    public static OverviewAnswer Of(LockOverview overview)
    {
        ArgumentNullException.ThrowIfNull(overview);
        return new OverviewAnswer
        {
            At = overview.At,
            Held = overview.Held,
            Waiting = overview.Waiting,
            Contended = overview.Contended,
            Since = overview.Since,
            GrantsPerSecond = overview.GrantsPerSecond,
            Grants = overview.Grants,
            Wait = overview.Wait,
            Hold = overview.Hold,
            Losses = overview.Losses,
            Failures = overview.Failures,
            Points = overview.Points,
            Unreachable = overview.Unreachable,
        };
    }
}
