namespace LockActors.Monitoring;

/// <summary>Events that came together.</summary>
/// <param name="Events">The events, in the order of their time; those of one process in the order in which they
/// happened.</param>
/// <param name="Position">The position after them.</param>
/// <param name="Missed">How many events were asked for and are gone; at least, because a process that no reader
/// listened to does not count.</param>
/// <param name="Unreachable">The members of the service that did not answer.</param>
public sealed record LockEventBatch(
    IReadOnlyList<LockEvent> Events, LockEventPosition Position, long Missed, IReadOnlyList<string> Unreachable);
