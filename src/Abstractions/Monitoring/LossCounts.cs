namespace LockActors.Monitoring;

/// <summary>Leases that ended against their holder's will.</summary>
/// <param name="Expired">Their time ended without a renewal.</param>
/// <param name="Lost">The lease store no longer had them.</param>
/// <param name="Revoked">An operator ended them.</param>
public sealed record LossCounts(long Expired, long Lost, long Revoked)
{
    /// <summary>All of them.</summary>
    public long Total => Expired + Lost + Revoked;
}
