namespace LockActors.Redis;

/// <summary>Whether a Redlock master that started recently has a vote.</summary>
public enum YoungMasters
{
    /// <summary>No vote until it has run for the longest time to live: it may have forgotten leases that are still
    /// valid. The default.</summary>
    Exclude = 0,

    /// <summary>A vote at once: only for masters that write every change to disk before they answer (<c>appendfsync
    /// always</c>), or that were started empty together with the service.</summary>
    Allow = 1,
}
