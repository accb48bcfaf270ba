namespace LockActors.Server;

/// <summary>The names of health checks that decide whether a server is ready.</summary>
public static class LockServerHealthChecks
{
    /// <summary>The lock service answers a question that changes nothing. Every server has this check; one that
    /// answers for itself by other checks may take it out.</summary>
    public const string Locks = "locks";

    /// <summary>The lease store answers.</summary>
    public const string Store = "store";

    /// <summary>The silo is an active member of its cluster.</summary>
    public const string Membership = "membership";
}
