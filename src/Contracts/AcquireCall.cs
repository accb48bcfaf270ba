namespace LockActors.Contracts;

/// <summary>What a caller asks a lock grain for. The ranges are those of <see cref="LockLimits"/>.</summary>
[GenerateSerializer, Immutable]
[Alias("LockActors.AcquireCall")]
public sealed record AcquireCall
{
    /// <summary>Names the attempt. Default: a new id for each new call object, so that sending the same object again
    /// is a retry.</summary>
    [Id(0)]
    public Guid RequestId { get; init; } = Guid.NewGuid();

    /// <summary>The name by which people see who holds or waits; see <see cref="HolderName"/>. Default: a text made of
    /// <see cref="RequestId"/>.</summary>
    [Id(1)]
    public string? Holder { get; init; }

    /// <summary>How the lease shares the lock. Default: exclusive.</summary>
    [Id(2)]
    public LockMode Mode { get; init; }

    /// <summary>How long the lease lasts unless it is renewed. Default: 30 s.</summary>
    [Id(3)]
    public TimeSpan Ttl { get; init; } = LockRequest.DefaultTtl;

    /// <summary>How long to stand in the queue, counted from the first call. Default: zero, do not wait;
    /// <see cref="TimeSpan.MaxValue"/> waits without end.</summary>
    [Id(4)]
    public TimeSpan Wait { get; init; }

    /// <summary>How many fencing tokens the grant carries. Default: 1.</summary>
    [Id(5)]
    public int TokenBlock { get; init; } = 1;

    /// <summary>Who is told when a waiting request is granted. Default: null; the caller asks again.</summary>
    [Id(6)]
    public ILockObserver? Observer { get; init; }

    /// <summary>How long the request has waited already, when it is sent again: a grain that lost its queue puts
    /// waiters back in that order. Default: zero.</summary>
    [Id(7)]
    public TimeSpan WaitedFor { get; init; }

    /// <summary>Names the client call that makes this request, for <see cref="ILockGrain.DetachAsync"/>; a call that
    /// asks again has the same. Default: 0, none.</summary>
    [Id(8)]
    public long Ask { get; init; }

    /// <summary>Makes the lock re-entrant, see <see cref="ReentrancyScope"/>. Default: all zero, it is
    /// not.</summary>
    [Id(9)]
    public Guid Scope { get; init; }

    /// <summary>How long this call may stay open while the request is queued. It returns as soon as the lock is
    /// granted, and that grant is confirmed already; or it answers <see cref="LockOutcome.Queued"/>, and the same call
    /// is made again. Default: zero, answer at once; what is longer than 20 s counts as 20 s.</summary>
    [Id(10)]
    public TimeSpan Hold { get; init; }
}
