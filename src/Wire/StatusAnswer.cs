namespace LockActors.Wire;

/// <summary>The answer to <c>GET /v1/status</c>: what an operator asks first.</summary>
public sealed record StatusAnswer
{
    /// <summary>The version of the server that was asked.</summary>
    public required string Version { get; init; }

    /// <summary>The limits that the service keeps; null where the application does not tell them.</summary>
    public LimitsItem? Limits { get; init; }

    /// <summary>What is wrong, at most 5 s old; empty when nothing is.</summary>
    public IReadOnlyList<ServiceProblem> Problems { get; init; } = [];
}
