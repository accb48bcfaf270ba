using System.Text.Json.Serialization;
using LockActors.Monitoring;

namespace LockActors.Wire;

/// <summary>How the overview is written as JSON: as what a monitor says, with times in milliseconds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(MillisecondsConverter)])]
[JsonSerializable(typeof(OverviewAnswer))]
internal sealed partial class OverviewJson : JsonSerializerContext;
