namespace LockActors.Wire;

/// <summary>Problem details (RFC 9457), media type <c>application/problem+json</c>.</summary>
public sealed record WireProblem
{
    /// <summary>The media type: <c>application/problem+json</c>.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>What kind of problem it is, in a few words.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>What is wrong in this request, with the limit that it breaks, in one sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>The field of the request that is wrong, as it is named in the API; left out when it is none of
    /// them.</summary>
    public string? Field { get; init; }
}
