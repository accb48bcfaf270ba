using System.Text.Json.Serialization;

namespace LockActors.Monitoring;

/// <summary>A Redis master that keeps leases.</summary>
public sealed record StoreMaster
{
    /// <summary>Where it is.</summary>
    public required string EndPoint { get; init; }

    /// <summary>Whether it answers.</summary>
    public bool Up { get; init; }

    /// <summary>How long it took to answer <c>PING</c>, if it did.</summary>
    [JsonPropertyName("latencyMs")]
    public TimeSpan? Latency { get; init; }

    /// <summary>For how long it has run, if it answered.</summary>
    [JsonPropertyName("runTimeMs")]
    public TimeSpan? RunTime { get; init; }

    /// <summary>Whether it refuses writes because it has become a replica of another server.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether its vote counts: it answers, takes writes, and has run for longer than any lease lasts or need
    /// not.</summary>
    public bool Votes { get; init; }

    /// <summary>How long until its vote counts, if it is too young.</summary>
    [JsonPropertyName("votesInMs")]
    public TimeSpan? VotesIn { get; init; }

    /// <summary>Why a young master has no vote, for people: the same words wherever it is told.</summary>
    internal static string DescribeYoung(string endPoint, TimeSpan votesIn)
    {
        var left = TimeSpan.FromSeconds(Math.Ceiling(votesIn.TotalSeconds));
        return $"{endPoint} started lately and may have forgotten leases, so it votes in "
            + $"{(int)left.TotalMinutes} min {left.Seconds} s";
    }
}
