namespace LockActors.Server;

/// <summary>The log of what clients changed and of which requests were refused.</summary>
internal static class AuditLog
{
    /// <summary>The category of its lines.</summary>
    public const string Category = "LockActors.Audit";
}
