using System.Text.Json.Serialization;

namespace LockActors.Wire;

/// <summary>The body of <c>POST /v1/locks/{key}/confirm</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class ConfirmBody
{
    /// <summary>The secret that proves the lease. Required.</summary>
    public string? LeaseId { get; init; }

    /// <summary>Reads the field.</summary>
    /// <param name="lease">The lease, when the answer is null.</param>
    /// <returns>The field that cannot be read, or null.</returns>
    public LimitViolation? Read(out LeaseId lease) => WireLease.Read(LeaseId, out lease);
}
