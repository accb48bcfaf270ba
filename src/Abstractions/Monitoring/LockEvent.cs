using System.Text.Json.Serialization;

namespace LockActors.Monitoring;

/// <summary>Something that happened to a lock. Without the lease id, which is a secret.</summary>
public sealed record LockEvent
{
    /// <summary>What happened.</summary>
    public required LockEventKind Kind { get; init; }

    /// <summary>When, by the wall clock of the process that grants the lock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The lock.</summary>
    public required string Key { get; init; }

    /// <summary>The name that was given, or a text made of the request id.</summary>
    public string? Holder { get; init; }

    /// <summary>The (first) fencing token of the lease; 0 where there is no lease.</summary>
    public long Token { get; init; }

    /// <summary>How long the request waited, when it was granted or left the queue.</summary>
    [JsonPropertyName("waitedForMs")]
    public TimeSpan? WaitedFor { get; init; }

    /// <summary>How long the lease was held, when it ended.</summary>
    [JsonPropertyName("heldForMs")]
    public TimeSpan? HeldFor { get; init; }

    /// <summary>The place in the queue, when queued; how many holds there are, when re-entered.</summary>
    public int? Position { get; init; }

    /// <summary>Who revoked.</summary>
    public string? By { get; init; }

    /// <summary>The reason that was given for revoking.</summary>
    public string? Reason { get; init; }

    /// <summary>The trace (W3C, 32 hexadecimal digits) of the call in which it happened, if that was recorded. A lock
    /// that is handed to a waiter is granted in the call that released it; the waiter's own trace stands in the event
    /// of when it was queued.</summary>
    public string? TraceId { get; init; }

    /// <summary>The process that it happened in, as <see cref="LockEventPosition"/> names it; empty in
    /// histories.</summary>
    public string Source { get; init; } = "";

    /// <summary>The event's number in its process, from 1 on; 0 in histories.</summary>
    public long Sequence { get; init; }
}
