using System.Text.Json.Serialization;

namespace LockActors.Wire;

/// <summary>The body of <c>POST /v1/locks/{key}/release</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class ReleaseBody
{
    /// <summary>The secret that proves the lease. Required.</summary>
    public string? LeaseId { get; init; }

    /// <summary>The id of the request whose hold is released, which makes the release safe to repeat. Default: the
    /// newest hold.</summary>
    public string? RequestId { get; init; }

    /// <summary>Reads the fields.</summary>
    /// <param name="lease">The lease, when the answer is null.</param>
    /// <param name="hold">The request whose hold ends, if one was named.</param>
    /// <returns>The field that cannot be read, or null.</returns>
    public LimitViolation? Read(out LeaseId lease, out RequestId? hold)
    {
        hold = null;
        if (WireLease.Read(LeaseId, out lease) is { } violation)
        {
            return violation;
        }

        if (RequestId is null)
        {
            return null;
        }

        violation = WireLease.Read(RequestId, out LockActors.RequestId request);
        hold = violation is null ? request : null;
        return violation;
    }
}
