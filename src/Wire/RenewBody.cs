using System.Text.Json.Serialization;

namespace LockActors.Wire;

/// <summary>The body of <c>POST /v1/locks/{key}/renew</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class RenewBody
{
    /// <summary>The secret that proves the lease. Required.</summary>
    public string? LeaseId { get; init; }

    /// <summary>The new time to live, from now on. Default: 30,000.</summary>
    public long? TtlMs { get; init; }

    /// <summary>Reads the fields.</summary>
    /// <param name="lease">The lease, when the answer is null.</param>
    /// <param name="ttl">The time to live, when the answer is null.</param>
    /// <returns>The field that cannot be read, or null.</returns>
    public LimitViolation? Read(out LeaseId lease, out TimeSpan ttl)
    {
        var violation = WireLease.Read(LeaseId, out lease);
        ttl = TtlMs is { } given ? WireTime.Read("ttlMs", given, ref violation) : LockRequest.DefaultTtl;
        return violation;
    }
}
