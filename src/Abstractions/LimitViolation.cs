namespace LockActors;

/// <summary>A limit that a request breaks.</summary>
/// <param name="Field">The field of the request, as it is named in the HTTP API; <c>apiKey</c> where the caller may not
/// make the request at all.</param>
/// <param name="Message">What is wrong, with the limit, in one sentence.</param>
public sealed record LimitViolation(string Field, string Message);
