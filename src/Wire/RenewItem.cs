using System.Text.Json.Serialization;

namespace LockActors.Wire;

/// <summary>One lease in the body of <c>POST /v1/renew</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class RenewItem
{
    /// <summary>The lock. Required.</summary>
    public string? Key { get; init; }

    /// <summary>The secret that proves the lease. Required.</summary>
    public string? LeaseId { get; init; }

    /// <summary>The new time to live, from now on. Default: 30,000.</summary>
    public long? TtlMs { get; init; }

    /// <summary>Writes a lease.</summary>
    /// <param name="renewal">The lease.</param>
    public static RenewItem Of(in LeaseRenewal renewal) => new()
    {
        Key = renewal.Key.Value,
        LeaseId = renewal.Lease.Reveal(),
        TtlMs = WireTime.Ceiling(renewal.Ttl),
    };

    /// <summary>Reads the fields.</summary>
    /// <param name="renewal">The lease, when the answer is null.</param>
    /// <returns>The field that cannot be read, or null.</returns>
    public LimitViolation? Read(out LeaseRenewal renewal)
    {
        renewal = default;
        if (!LockKey.TryParse(Key, out var key, out var error))
        {
            return new("key", error);
        }

        var violation = WireLease.Read(LeaseId, out LeaseId lease);
        var ttl = TtlMs is { } given ? WireTime.Read("ttlMs", given, ref violation) : LockRequest.DefaultTtl;
        renewal = new LeaseRenewal(key, lease, ttl);
        return violation;
    }
}
