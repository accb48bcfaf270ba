namespace LockActors.Engine;

/// <summary>The four changes that a lease store makes; each is conditional and safe to repeat.</summary>
public enum StoreVerb
{
    /// <summary>Nothing to do.</summary>
    None = 0,

    /// <summary>Put a lease where there is none.</summary>
    Place,

    /// <summary>Hand a lock over: put the new lease where the old one is.</summary>
    Replace,

    /// <summary>Give the lease a new time to live where it is.</summary>
    Extend,

    /// <summary>Take the lease away where it is.</summary>
    Remove,

    /// <summary>Take away whatever lasts longer than any lease can (<see cref="StoreEffect.Longest"/>).</summary>
    RemoveOverlong,
}
