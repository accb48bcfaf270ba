using LockActors.Actors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace LockActors.Grains;

/// <summary>Keeps a silo whose leases are nowhere but in its memory from becoming active beside another: each would
/// grant what the other one has granted.</summary>
/// <remarks>
/// The silo looks after the membership table shows it as joining and before it can become active. So of two silos that
/// start at the same time at least one sees the other: whichever wrote its row last read the table after both rows were
/// there. When both see each other, both stop.
/// </remarks>
internal sealed class LoneSilo(
    IOptions<LockGrainOptions> options,
    IOptions<ClusterMembershipOptions> membership,
    IMembershipTable table,
    ILocalSiloDetails silo,
    [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The runtime has the membership table, and writes that the silo joins at a later stage.</summary>
    private const int BeforeJoining = ServiceLifecycleStage.RuntimeGrainServices + 1;
    private const int AfterJoining = ServiceLifecycleStage.AfterRuntimeGrainServices + 1;

    public void Participate(ISiloLifecycle lifecycle)
    {
        if (options.Value.Store is NoLeaseStore)
        {
            // The first look spares the other silo one that joins and is gone at once; the second decides.
            lifecycle.Subscribe(nameof(LoneSilo) + ".First", BeforeJoining, RequireAsync);
            lifecycle.Subscribe(nameof(LoneSilo), AfterJoining, RequireSureAsync);
        }
    }

    /// <summary>Requires, once the table shows this silo, that no other one is, or is about to become, a
    /// member.</summary>
    /// <exception cref="OrleansConfigurationException">There is one.</exception>
    public async Task RequireSureAsync(CancellationToken cancellationToken)
    {
        var row = (await table.ReadRowAsync(silo.SiloAddress, cancellationToken)).TryGet(silo.SiloAddress);
        Invariant.Require(row?.Item1.Status == SiloStatus.Joining);
        await RequireAsync(cancellationToken);
    }

    /// <summary>Requires that no other silo is, or is about to become, a member.</summary>
    /// <exception cref="OrleansConfigurationException">There is one.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        var others = await ReadOthersAsync(cancellationToken);
        var silence = membership.Value.IAmAliveTablePublishTimeout * membership.Value.NumMissedTableIAmAliveLimit;
        var now = time.GetUtcNow().UtcDateTime;
        Refuse(others.Values.FirstOrDefault(other => now - LastSignOf(other) < silence), silence);
        if (others.Count == 0)
        {
            return;
        }

        // They crashed, or could not reach the table for a while: then the next sign of life shows it.
        await Task.Delay(1.5 * membership.Value.IAmAliveTablePublishTimeout, time, cancellationToken);
        var later = await ReadOthersAsync(cancellationToken);
        Refuse(
            later.Values.FirstOrDefault(other => !others.TryGetValue(other.SiloAddress, out var before)
                || LastSignOf(before) != LastSignOf(other) || before.Status != other.Status),
            silence);
    }

    private async Task<Dictionary<SiloAddress, MembershipEntry>> ReadOthersAsync(CancellationToken cancellationToken)
    {
        var members = await table.ReadAllAsync(cancellationToken);
        return members.Members.Select(static row => row.Item1)
            .Where(member => !member.SiloAddress.Equals(silo.SiloAddress) && member.Status != SiloStatus.Dead)
            .ToDictionary(static member => member.SiloAddress);
    }

    private void Refuse(MembershipEntry? other, TimeSpan silence)
    {
        if (other is not null)
        {
            throw new OrleansConfigurationException(
                $"Without a lease store a silo must be the only one, and silo {other.SiloAddress.Endpoint} is a member "
                + $"of cluster {silo.ClusterId} ({other.Status}; one that crashed counts until it has been silent for "
                + $"{silence.TotalSeconds:0} s). Give every silo the same ILeaseStore, for example by "
                + "AddRedisLeaseStore (the server: --store redis --redis HOST:PORT), or this silo its own cluster id.");
        }
    }

    /// <summary>A silo that joins has written no sign of life yet.</summary>
    private static DateTime LastSignOf(MembershipEntry member) =>
        member.IAmAliveTime > member.StartTime ? member.IAmAliveTime : member.StartTime;
}
