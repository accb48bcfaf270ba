using System.Text.Json.Serialization;

namespace LockActors.Monitoring;

/// <summary>One bucket of a histogram of times.</summary>
/// <param name="From">The shortest time that counts here.</param>
/// <param name="To">The times that count here are shorter than this.</param>
/// <param name="Count">How many there are.</param>
public sealed record DurationBucket(
    [property: JsonPropertyName("fromMs")] TimeSpan From,
    [property: JsonPropertyName("toMs")] TimeSpan To,
    long Count);
