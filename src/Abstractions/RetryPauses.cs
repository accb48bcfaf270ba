namespace LockActors;

/// <summary>The pauses before an attempt that failed is made again; each is twice the one before.</summary>
/// <param name="Shortest">The first.</param>
/// <param name="Longest">The longest.</param>
internal readonly record struct RetryPauses(TimeSpan Shortest, TimeSpan Longest);
