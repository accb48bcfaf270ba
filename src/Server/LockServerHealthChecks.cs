using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LockActors.Server;

/// <summary>The health checks that decide whether a lock server is ready. Other checks of the application do
/// not.</summary>
public static class LockServerHealthChecks
{
    /// <summary>The tag of these checks. An application gives it to a check of its own that is to count too; such a
    /// check may take <see cref="LockServerOptions.ReadyTimeout"/>.</summary>
    public const string Tag = "lockactors";

    /// <summary>The lock service answers a question that changes nothing. Every server has this check; one that
    /// answers for itself by other checks may take it out.</summary>
    public const string Locks = "locks";

    /// <summary>The lease store answers.</summary>
    public const string Store = "store";

    /// <summary>The silo is an active member of its cluster.</summary>
    public const string Membership = "membership";

    internal static bool IsOurs(HealthCheckRegistration check) => check.Tags.Contains(Tag);
}
