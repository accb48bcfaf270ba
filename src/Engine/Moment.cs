namespace LockActors.Engine;

/// <summary>When a command happens. The machine never reads a clock; its caller hands it the time.</summary>
/// <param name="Monotonic">The monotonic clock, for deadlines. Never goes back from one command to the next.</param>
/// <param name="UnixMicroseconds">The wall clock, for fencing tokens only.</param>
public readonly record struct Moment(TimeSpan Monotonic, long UnixMicroseconds);
