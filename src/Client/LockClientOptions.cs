namespace LockActors.Client;

/// <summary>How a lock client works.</summary>
public sealed class LockClientOptions
{
    /// <summary>How to take a lock when the call does not say. Default: <see cref="AcquireOptions"/> as it
    /// comes.</summary>
    public AcquireOptions Acquire { get; set; } = new();

    /// <summary>The name by which people see the holders and waiters of this client, where a call names none. Default:
    /// <see cref="HolderName.OfProcess"/>, for example <c>billing@node-7/4242-1f3a</c>.</summary>
    public HolderName Holder { get; set; } = HolderName.OfProcess();

    /// <summary>How long a release or another clean-up is tried before it is left to the lease's end. Default: 5 s;
    /// range: 100 ms to 1 minute.</summary>
    public TimeSpan CleanupTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many renewals may be under way at once; one that is without an answer for 50 ms does not count any
    /// more. Default: 64; range: 1 to 1,024.</summary>
    public int MaxConcurrentRenewals { get; set; } = 64;

    /// <summary>How often a lease is passed from waiter to waiter of this client, on the same key, before it goes back
    /// to the service and others get their turn. Default: 16; range: 0 to 63; 0 turns the local hand-off
    /// off.</summary>
    public int MaxLocalHandoffs { get; set; } = 16;

    /// <summary>How long a lease is passed on within this client, counted from its grant. Default: null, a third of
    /// its time to live; range: 0 to 1 hour.</summary>
    public TimeSpan? LocalHandoffTime { get; set; }

    /// <summary>Checks these options against their ranges.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names both.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Acquire);
        Ranges.Require(
            CleanupTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), nameof(CleanupTimeout));
        Ranges.Require(MaxConcurrentRenewals, 1, 1024, nameof(MaxConcurrentRenewals));
        Ranges.Require(MaxLocalHandoffs, 0, 63, nameof(MaxLocalHandoffs));
        Ranges.Require(
            LocalHandoffTime ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(LocalHandoffTime));
    }
}
