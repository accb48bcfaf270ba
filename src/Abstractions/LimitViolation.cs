namespace LockActors;

/// <summary>A limit that a request breaks.</summary>
/// <param name="Field">The field of the request, as it is named in the HTTP API; <c>apiKey</c> where the caller may not
/// make the request at all, and <see cref="Waiters"/> where the queue is full.</param>
/// <param name="Message">What is wrong, with the limit, in one sentence.</param>
public sealed record LimitViolation(string Field, string Message)
{
    /// <summary>The field of a request that finds the queue full: <c>waiters</c>.</summary>
    public const string Waiters = "waiters";

    /// <summary>Whether the same request may be within the limit a moment later. Services ask again while there is time
    /// to wait.</summary>
    public bool MayPass => Field == Waiters;
}
