namespace LockActors.Server.Hosting;

/// <summary>Whether a Redlock master that started recently has a vote.</summary>
public enum YoungMasterVote
{
    /// <summary>No: it may have forgotten leases.</summary>
    Exclude = 0,

    /// <summary>Yes: it writes every change to disk first, or nobody minds.</summary>
    Allow = 1,
}
