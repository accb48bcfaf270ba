namespace LockActors.Wire;

/// <summary>Something of a lock service that does not work.</summary>
public sealed record ServiceProblem
{
    /// <summary>What found it: the name of a health check of <c>GET /health/ready</c>, <c>silo</c> or
    /// <c>master</c>.</summary>
    public required string Check { get; init; }

    /// <summary>What is wrong, for people.</summary>
    public required string Reason { get; init; }
}
