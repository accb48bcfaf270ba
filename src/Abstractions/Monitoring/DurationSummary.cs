using System.Text.Json.Serialization;

namespace LockActors.Monitoring;

/// <summary>How long something took, many times: a histogram and what it says. Percentiles are upper bounds, at most an
/// eighth too high.</summary>
public sealed record DurationSummary
{
    /// <summary>Nothing was measured.</summary>
    public static DurationSummary Empty { get; } = new();

    /// <summary>How many were measured.</summary>
    public long Count { get; init; }

    /// <summary>Half took at most this.</summary>
    [JsonPropertyName("p50Ms")]
    public TimeSpan P50 { get; init; }

    /// <summary>99 of 100 took at most this.</summary>
    [JsonPropertyName("p99Ms")]
    public TimeSpan P99 { get; init; }

    /// <summary>999 of 1,000 took at most this.</summary>
    [JsonPropertyName("p999Ms")]
    public TimeSpan P999 { get; init; }

    /// <summary>All took at most this.</summary>
    [JsonPropertyName("maxMs")]
    public TimeSpan Max { get; init; }

    /// <summary>The histogram, shortest first, without the buckets in which nothing is.</summary>
    public IReadOnlyList<DurationBucket> Buckets { get; init; } = [];
}
