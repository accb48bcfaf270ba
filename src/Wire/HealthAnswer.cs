namespace LockActors.Wire;

/// <summary>The answer to <c>GET /health/live</c> and <c>GET /health/ready</c>.</summary>
public sealed record HealthAnswer
{
    /// <summary><c>live</c>, <c>ready</c> or <c>notReady</c>.</summary>
    public required string Status { get; init; }

    /// <summary>What keeps the server from being ready: <c>draining</c>, or the names of the checks that
    /// fail.</summary>
    public IReadOnlyList<string>? Failing { get; init; }

    /// <summary>Why each of them fails, for people; only for callers that may read <c>/v1/cluster</c>, as it names the
    /// servers of the lease store.</summary>
    public IReadOnlyDictionary<string, string>? Reasons { get; init; }
}
