namespace LockActors.Wire;

/// <summary>The answer to <c>POST /v1/renew</c>.</summary>
public sealed record RenewManyAnswer
{
    /// <summary>One answer for each lease, in the order of the request.</summary>
    public required IReadOnlyList<RenewAnswer> Replies { get; init; }
}
