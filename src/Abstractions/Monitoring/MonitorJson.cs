using System.Text.Json.Serialization;

namespace LockActors.Monitoring;

/// <summary>How what a monitor says is written as JSON: for the HTTP API, and between silos. Times are milliseconds,
/// moments are ISO 8601.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(MillisecondsConverter)])]
[JsonSerializable(typeof(LockOverview))]
[JsonSerializable(typeof(LockActivity))]
[JsonSerializable(typeof(LockCluster))]
[JsonSerializable(typeof(LockEvent))]
[JsonSerializable(typeof(List<LockEvent>))]
internal sealed partial class MonitorJson : JsonSerializerContext;
