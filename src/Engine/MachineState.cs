using System.Text.Json.Serialization;

namespace LockActors.Engine;

/// <summary>All that a machine knows of its key, for another machine that takes its place. Moments are given as
/// durations, for clocks are not shared.</summary>
public sealed record MachineState
{
    /// <summary>The highest fencing token so far.</summary>
    public required FencingToken Fence { get; init; }

    /// <summary>The lease that is held; null when there is none.</summary>
    public LeaseState? Lease { get; init; }

    /// <summary>The waiters, the next one first. Default: none.</summary>
    public IReadOnlyList<WaiterState> Waiters { get; init => field = value ?? []; } = [];

    /// <summary>Leases that are over but may still stand in the lease store. Default: none.</summary>
    /// <remarks>Under its first name in what travels: silos of two versions understand each other.</remarks>
    [JsonPropertyName("Residue")]
    public IReadOnlyList<StaleLeaseState> StaleLeases { get; init => field = value ?? []; } = [];

    /// <summary>How the last requests ended, the oldest first. Default: none.</summary>
    public IReadOnlyList<EndedRequest> Ended { get; init => field = value ?? []; } = [];

    /// <summary>How much longer nothing is granted. Default: not at all.</summary>
    public TimeSpan PausedFor { get; init; }

    /// <summary>A lease that the store lost, whose holder ends the pause by giving it up. Default: none.</summary>
    public LeaseId LostLease { get; init; }

    /// <summary>The only hold of that lease. Default: none.</summary>
    public RequestId LostHold { get; init; }

    /// <summary>Whether a foreign client held the key when it was last looked at.</summary>
    public bool IsHeldOutside { get; init; }

    /// <summary>The last lease that ended. Default: none.</summary>
    public LeaseId LastEnded { get; init; }

    /// <summary>What is left to tell of a machine that broke: its tokens, and that a lease of it may still be
    /// valid.</summary>
    /// <param name="fence">The highest fencing token so far.</param>
    /// <param name="limits">The limits of the service.</param>
    public static MachineState AfterFault(FencingToken fence, LockLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return new MachineState { Fence = fence, PausedFor = Drift.GrantorDeadline(TimeSpan.Zero, limits.MaxTtl) };
    }
}
