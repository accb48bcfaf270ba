namespace LockActors.Client;

/// <summary>How to take a lock. What a call does not set is as its client says
/// (<see cref="LockClientOptions.Acquire"/>); what that does not set either has the default named here.</summary>
public sealed record AcquireOptions
{
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for the lock. Default: 30 s; range: 0 or more, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>, which waits until the lock is acquired or the call is cancelled; zero
    /// does not wait.</summary>
    public TimeSpan Wait
    {
        get => GivenWait ?? UsualWait;
        init => GivenWait = value;
    }

    /// <summary>How long the lease lasts without a renewal. Default: 30 s. The service's limits apply. A lock whose
    /// holder dies stays blocked for this long.</summary>
    public TimeSpan Ttl
    {
        get => GivenTtl ?? LockRequest.DefaultTtl;
        init => GivenTtl = value;
    }

    /// <summary>The name by which people see who holds the lock or waits for it. Default: none, that of the client
    /// (<see cref="LockClientOptions.Holder"/>).</summary>
    public HolderName Holder { get; init; }

    /// <summary>Makes the lock re-entrant for the code that is given this scope: while one call of it holds the lock,
    /// another is granted the same lease, with the same fencing token, and the lock is free when all have released it.
    /// Make one with <see cref="LockActors.ReentrancyScope.New"/> for each flow of work. Default: none, every call
    /// excludes every other.</summary>
    public ReentrancyScope ReentrancyScope { get; init; }

    /// <summary>Whether the client renews the lease. Default: <see cref="Renewal.Auto"/>.</summary>
    public Renewal Renewal
    {
        get => GivenRenewal ?? default;
        init => GivenRenewal = value;
    }

    /// <summary>How long the client goes on renewing at the most; then the lease runs out. Default: null, as long as
    /// it is held; otherwise more than zero.</summary>
    public TimeSpan? MaxHold { get; init; }

    /// <summary>What happens when the lock is lost. Default: <see cref="LossPolicy.Cancel"/>.</summary>
    public LossPolicy LossPolicy
    {
        get => GivenLossPolicy ?? default;
        init => GivenLossPolicy = value;
    }

    internal TimeSpan WaitOrMaxValue => Wait == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : Wait;

    private TimeSpan? GivenWait { get; init; }

    private TimeSpan? GivenTtl { get; init; }

    private Renewal? GivenRenewal { get; init; }

    private LossPolicy? GivenLossPolicy { get; init; }

    /// <summary>What is wrong with these options, whatever the service allows; null when nothing is.</summary>
    internal LimitViolation? FindViolation() =>
        MaxHold <= TimeSpan.Zero
            ? new("maxHold", $"{nameof(MaxHold)} is {Ranges.Show(MaxHold.Value)}; it must be more than zero.")
        : Wait < TimeSpan.Zero && Wait != Timeout.InfiniteTimeSpan
            ? new(
                "waitMs",
                $"{nameof(Wait)} is {Ranges.Show(Wait)}; it must be 0 or more, or Timeout.InfiniteTimeSpan.")
        : null;

    /// <summary>These options, and where they set nothing, the other ones.</summary>
    internal AcquireOptions Over(AcquireOptions others) => new()
    {
        GivenWait = GivenWait ?? others.GivenWait,
        GivenTtl = GivenTtl ?? others.GivenTtl,
        Holder = Holder.IsNone ? others.Holder : Holder,
        ReentrancyScope = ReentrancyScope.IsNone ? others.ReentrancyScope : ReentrancyScope,
        GivenRenewal = GivenRenewal ?? others.GivenRenewal,
        MaxHold = MaxHold ?? others.MaxHold,
        GivenLossPolicy = GivenLossPolicy ?? others.GivenLossPolicy,
    };
}
