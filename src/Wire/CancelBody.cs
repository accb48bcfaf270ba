using System.Text.Json.Serialization;

namespace LockActors.Wire;

/// <summary>The body of <c>POST /v1/locks/{key}/cancel</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CancelBody
{
    /// <summary>The id of the request to undo. Required.</summary>
    public string? RequestId { get; init; }

    /// <summary>Reads the field.</summary>
    /// <param name="request">The request, when the answer is null.</param>
    /// <returns>The field that cannot be read, or null.</returns>
    public LimitViolation? Read(out RequestId request) => WireLease.Read(RequestId, out request);
}
