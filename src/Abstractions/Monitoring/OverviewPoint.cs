namespace LockActors.Monitoring;

/// <summary>A few seconds of a lock service.</summary>
/// <param name="Grants">Grants a second.</param>
/// <param name="Losses">Leases that ended against their holder's will, in all.</param>
public sealed record OverviewPoint(double Grants, long Losses);
