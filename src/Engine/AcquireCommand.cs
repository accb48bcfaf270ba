namespace LockActors.Engine;

/// <summary>What an acquire brings to the machine. The limits of the fields were checked before
/// (<see cref="LockLimits.Check(LockKey, LockRequest)"/>).</summary>
public readonly record struct AcquireCommand
{
    /// <summary>Names the attempt.</summary>
    public required RequestId Request { get; init; }

    /// <summary>The id that a new lease would get.</summary>
    public required LeaseId NewLease { get; init; }

    /// <summary>The name of who asks, for people; the default value for none.</summary>
    public HolderName Holder { get; init; }

    /// <summary>The scope whose lease the request shares; the default value for none.</summary>
    public ReentrancyScope ReentrancyScope { get; init; }

    /// <summary>The time to live.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>How long to wait; zero for not at all.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>How much of that wait is over already, at a machine before this one.</summary>
    public TimeSpan WaitedFor { get; init; }

    /// <summary>How long the call may stay open while queued; zero for not at all.</summary>
    public TimeSpan Hold { get; init; }

    /// <summary>How many fencing tokens the grant carries.</summary>
    public int TokenBlock { get; init; }

    /// <summary>Whether a grant that had to wait must be confirmed.</summary>
    public bool NeedsConfirm { get; init; }

    /// <summary>Makes the command of a request.</summary>
    /// <param name="request">The request, within the limits.</param>
    /// <param name="newLease">The id that a new lease would get.</param>
    public static AcquireCommand Of(LockRequest request, LeaseId newLease)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new AcquireCommand
        {
            Request = request.Id,
            NewLease = newLease,
            Holder = request.Holder,
            ReentrancyScope = request.ReentrancyScope,
            Ttl = request.Ttl,
            Wait = request.Wait,
            WaitedFor = request.WaitedFor < request.Wait ? request.WaitedFor : request.Wait,
            Hold = request.Hold is { } hold && hold < request.Wait ? hold : request.Wait,
            TokenBlock = request.TokenBlock,
            NeedsConfirm = request.NeedsConfirm,
        };
    }
}
