using System.Text.Json.Serialization;

namespace LockActors.Wire;

/// <summary>The body of <c>DELETE /v1/locks/{key}</c>, which may be left out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RevokeBody
{
    /// <summary>Why the lock is revoked, for the event, the history and the log; at most 500 characters.</summary>
    public string? Reason { get; init; }
}
