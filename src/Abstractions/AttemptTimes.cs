namespace LockActors;

/// <summary>The times of one attempt of a request.</summary>
/// <param name="WaitedFor">How long the request has waited already, so that the service waits for what is
/// left.</param>
/// <param name="Hold">How long the attempt may be held open while the request is queued.</param>
internal readonly record struct AttemptTimes(TimeSpan WaitedFor, TimeSpan Hold);
