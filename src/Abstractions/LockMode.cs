namespace LockActors;

/// <summary>How a lease shares its lock with others.</summary>
public enum LockMode
{
    /// <summary>One holder at a time. The default.</summary>
    Exclusive = 0,
}
