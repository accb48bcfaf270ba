namespace LockActors;

/// <summary>The names under which LockActors tells how it works; docs/TELEMETRY.md lists the instruments and
/// spans.</summary>
public static class LockActorsTelemetry
{
    /// <summary>The name of the meter of clients and of servers: <c>LockActors</c>.</summary>
    public const string MeterName = "LockActors";

    /// <summary>The name of the activity source of clients, servers and lease stores: <c>LockActors</c>.</summary>
    public const string ActivitySourceName = "LockActors";
}
