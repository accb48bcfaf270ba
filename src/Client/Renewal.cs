namespace LockActors.Client;

/// <summary>Who renews a lease.</summary>
public enum Renewal
{
    /// <summary>The client, each time a third of the time to live has passed. The default.</summary>
    Auto = 0,

    /// <summary>The application, by <see cref="ILockHandle.RenewAsync"/>.</summary>
    Manual = 1,
}
