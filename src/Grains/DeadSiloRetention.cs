using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace LockActors.Grains;

/// <summary>Keeps dead silos in the membership table for as long as leases that only they knew may still be believed
/// in. A silo that starts learns of a crash from the table alone when no other silo is left to ask.</summary>
internal sealed class DeadSiloRetention(IOptions<LockGrainOptions> options)
    : IPostConfigureOptions<ClusterMembershipOptions>
{
    public void PostConfigure(string? name, ClusterMembershipOptions membership)
    {
        var grace = ClusterStanding.GraceOf(options.Value.Limits);
        if (membership.DefunctSiloMinimumRetention < grace)
        {
            membership.DefunctSiloMinimumRetention = grace;
        }
    }
}
