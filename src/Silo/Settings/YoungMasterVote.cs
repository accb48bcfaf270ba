namespace LockActors.Silo.Settings;

/// <summary>Whether a Redlock master that started recently has a vote.</summary>
internal enum YoungMasterVote
{
    /// <summary>No: it may have forgotten leases.</summary>
    Exclude = 0,

    /// <summary>Yes: it writes every change to disk first, or losing leases is accepted.</summary>
    Allow = 1,
}
