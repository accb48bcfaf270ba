using System.Text.Json.Serialization;

namespace LockActors.Monitoring;

/// <summary>What happened to one lock lately.</summary>
public sealed record LockActivity
{
    /// <summary>The most events that are kept for a lock: 100.</summary>
    public const int MaxEvents = 100;

    /// <summary>The lock.</summary>
    public required string Key { get; init; }

    /// <summary>The last events, the newest first; at most 100.</summary>
    public IReadOnlyList<LockEvent> Events { get; init; } = [];

    /// <summary>How long leases were held until they were released.</summary>
    public DurationSummary Hold { get; init; } = DurationSummary.Empty;

    /// <summary>How long requests waited until they were granted.</summary>
    public DurationSummary Wait { get; init; } = DurationSummary.Empty;

    /// <summary>A time to live that the measured hold times suggest: the 99.9th percentile, half as much again so that
    /// a renewal (at a third of it) may be missed, at least 1 s more, rounded up to whole seconds. Null while nothing
    /// is known.</summary>
    [JsonPropertyName("suggestedTtlMs")]
    public TimeSpan? SuggestedTtl { get; init; }
}
