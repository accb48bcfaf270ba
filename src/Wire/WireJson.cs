using System.Text.Json.Serialization;

namespace LockActors.Wire;

/// <summary>How the bodies of the HTTP API are written and read as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(AcquireBody))]
[JsonSerializable(typeof(AcquireAnswer))]
[JsonSerializable(typeof(RenewBody))]
[JsonSerializable(typeof(RenewManyBody))]
[JsonSerializable(typeof(RenewManyAnswer))]
[JsonSerializable(typeof(ConfirmBody))]
[JsonSerializable(typeof(RenewAnswer))]
[JsonSerializable(typeof(ReleaseBody))]
[JsonSerializable(typeof(ReleaseAnswer))]
[JsonSerializable(typeof(CancelBody))]
[JsonSerializable(typeof(CancelAnswer))]
[JsonSerializable(typeof(RevokeBody))]
[JsonSerializable(typeof(RevokeAnswer))]
[JsonSerializable(typeof(LockItem))]
[JsonSerializable(typeof(LockItemPage))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(WireProblem))]
internal sealed partial class WireJson : JsonSerializerContext;
