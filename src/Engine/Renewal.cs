namespace LockActors.Engine;

/// <summary>A renewal that waits for the store.</summary>
/// <param name="Call">The call to answer.</param>
/// <param name="Ttl">The time to live that was asked for.</param>
/// <param name="Request">The request to grant by it, when it was not asked for by a renewal.</param>
internal readonly record struct Renewal(CallId Call, TimeSpan Ttl, RequestId Request = default);
