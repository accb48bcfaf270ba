namespace LockActors.Engine;

/// <summary>A renewal that waits for the store.</summary>
/// <param name="Call">The call to answer.</param>
/// <param name="Ttl">The time to live that was asked for.</param>
internal readonly record struct Renewal(CallId Call, TimeSpan Ttl);
