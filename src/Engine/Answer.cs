namespace LockActors.Engine;

/// <summary>One answer of the machine. Which fields mean something depends on <see cref="Kind"/>.</summary>
public readonly record struct Answer
{
    /// <summary>The call to answer; none when a grant is pushed to a waiter that holds no call open.</summary>
    public CallId Call { get; init; }

    /// <summary>What the answer says.</summary>
    public AnswerKind Kind { get; init; }

    /// <summary>The request that is answered, for answers to acquires.</summary>
    public RequestId Request { get; init; }

    /// <summary>The lease, when granted.</summary>
    public LeaseId Lease { get; init; }

    /// <summary>The first fencing token, when granted.</summary>
    public FencingToken Token { get; init; }

    /// <summary>The number of fencing tokens, when granted.</summary>
    public int TokenBlock { get; init; }

    /// <summary>The time to live that was asked for, when granted.</summary>
    public TimeSpan Ttl { get; init; }

    /// <summary>The moment from which <see cref="ValidFor"/> counts, when granted or renewed.</summary>
    public TimeSpan CountedFrom { get; init; }

    /// <summary>How long the lease lasts before drift, when granted or renewed.</summary>
    public TimeSpan ValidFor { get; init; }

    /// <summary>Whether the grant lasts without being confirmed.</summary>
    public bool Confirmed { get; init; }

    /// <summary>The place in the queue, when queued or busy.</summary>
    public int Position { get; init; }

    /// <summary>The holds that remain, when released.</summary>
    public int HoldsLeft { get; init; }

    /// <summary>How the lease or the request ended.</summary>
    public EndReason Reason { get; init; }

    /// <summary>The limit, when rejected.</summary>
    public LimitViolation? Violation { get; init; }
}
