namespace LockActors;

/// <summary>What a caller asks for when it acquires. Ranges are those of <see cref="LockLimits"/>.</summary>
public sealed record LockRequest
{
    /// <summary>The default of <see cref="Ttl"/>: 30 seconds.</summary>
    public static readonly TimeSpan DefaultTtl = TimeSpan.FromSeconds(30);

    /// <summary>What a wait without end counts as, so that it can be added to any clock: 100 years.</summary>
    internal static readonly TimeSpan WithoutEnd = TimeSpan.FromDays(36_525);

    /// <summary>Names this attempt; a retry carries the same id. Required.</summary>
    public required RequestId Id { get; init; }

    /// <summary>The name by which people see who holds or waits. Default: none, a text made of
    /// <see cref="Id"/>.</summary>
    public HolderName Holder { get; init; }

    /// <summary>Makes the lock re-entrant: while a request of the same scope holds it, this one is granted the same
    /// lease, and the hold count rises. Default: none, requests exclude each other.</summary>
    public ReentrancyScope ReentrancyScope { get; init; }

    /// <summary>How the lease shares the lock. Default: <see cref="LockMode.Exclusive"/>.</summary>
    public LockMode Mode { get; init; }

    /// <summary>How long the lease lasts unless it is renewed. Default: 30 seconds; range:
    /// <see cref="LockLimits.MinTtl"/> to <see cref="LockLimits.MaxTtl"/>.</summary>
    public TimeSpan Ttl { get; init; } = DefaultTtl;

    /// <summary>How long to stand in the queue. Default: zero, do not wait; range: 0 or more. Whatever is longer than
    /// 100 years, as <see cref="TimeSpan.MaxValue"/> is, counts as that. A request whose client is gone loses its place
    /// after <see cref="LockLimits.LivenessWindow"/>, however long it wanted to wait.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>How much of <see cref="Wait"/> is over already when the request is sent again. A service that lost its
    /// queue puts waiters back in the order in which they first asked; no other service reads it. Default:
    /// zero.</summary>
    public TimeSpan WaitedFor { get; init; }

    /// <summary>How long this one call may stay open while the request is queued; then it answers
    /// <see cref="LockOutcome.Queued"/> and the caller is expected back with the same id within
    /// <see cref="LockLimits.LivenessWindow"/>. Default: null, the whole wait.</summary>
    public TimeSpan? Hold { get; init; }

    /// <summary>How many fencing tokens the grant carries, for a holder that passes the lease on within its process.
    /// Default: 1; range: 1 to <see cref="LockLimits.MaxTokenBlock"/>.</summary>
    public int TokenBlock { get; init; } = 1;

    /// <summary>What cancelling the call does to the request. Default: false, it is undone. True: only the call ends;
    /// the request keeps its place for <see cref="LockLimits.LivenessWindow"/> and goes on when it is made again with
    /// the same id, and a grant that comes meanwhile holds for <see cref="LockLimits.ConfirmWindow"/>. For a transport
    /// whose connection broke; a caller that gives up calls <see cref="ILockService.CancelAsync"/>.</summary>
    public bool OutlivesCall { get; init; }

    /// <summary>Whether a grant that had to wait is provisional until the caller confirms it, within
    /// <see cref="LockLimits.ConfirmWindow"/>. Default: false.</summary>
    public bool NeedsConfirm { get; init; }
}
