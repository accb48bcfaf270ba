using System.Text.Json.Serialization;

namespace LockActors.Wire;

/// <summary>The body of <c>POST /v1/locks/{key}/reclaim</c>: what was granted, for a service that forgot it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReclaimBody
{
    /// <summary>The secret that proves the lease. Required.</summary>
    public string? LeaseId { get; init; }

    /// <summary>The first fencing token of the lease. Required.</summary>
    public long? Token { get; init; }

    /// <summary>The number of its fencing tokens. Default: 1.</summary>
    public int? TokenBlock { get; init; }

    /// <summary>The id of the request that was granted. Required.</summary>
    public string? RequestId { get; init; }

    /// <summary>The holder that the request named. Default: none.</summary>
    public string? Holder { get; init; }

    /// <summary>The new time to live, from now on. Default: 30,000.</summary>
    public long? TtlMs { get; init; }

    /// <summary>Writes a claim.</summary>
    /// <param name="claim">What was granted.</param>
    /// <param name="ttl">The new time to live.</param>
    public static ReclaimBody Of(LeaseClaim claim, TimeSpan ttl)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return new ReclaimBody
        {
            LeaseId = claim.LeaseId.Reveal(),
            Token = claim.Token.Value,
            TokenBlock = claim.TokenBlock == 1 ? null : claim.TokenBlock,
            RequestId = claim.Request.ToString(),
            Holder = claim.Holder.IsNone ? null : claim.Holder.Value,
            TtlMs = WireTime.Ceiling(ttl),
        };
    }

    /// <summary>Reads the fields.</summary>
    /// <param name="claim">The claim; to be used only when the answer is null.</param>
    /// <param name="ttl">The time to live, when the answer is null.</param>
    /// <returns>The field that cannot be read, or null.</returns>
    public LimitViolation? Read(out LeaseClaim claim, out TimeSpan ttl)
    {
        var violation = WireLease.Read(LeaseId, out LeaseId lease);
        var ofRequest = WireLease.Read(RequestId, out LockActors.RequestId request);
        violation ??= ofRequest;
        HolderName holder = default;
        if (Holder is not null && !HolderName.TryParse(Holder, out holder, out var error))
        {
            violation ??= new("holder", error);
        }

        ttl = TtlMs is { } given ? WireTime.Read("ttlMs", given, ref violation) : LockRequest.DefaultTtl;
        claim = new LeaseClaim
        {
            LeaseId = lease,
            Token = new FencingToken(Token ?? 0),
            TokenBlock = TokenBlock ?? 1,
            Request = request,
            Holder = holder,
        };
        return violation;
    }
}
