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
/// there. When both see each other, both stop. A member that has been silent for long is declared dead in the table, as
/// the runtime does it, before this silo goes on: one that only stood still ends when it wakes.
/// </remarks>
internal sealed class LoneSilo(
    IOptions<LockGrainOptions> options,
    IOptions<ClusterMembershipOptions> membership,
    IMembershipTable table,
    IClusterMembershipService members,
    ILocalSiloDetails silo,
    [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The runtime has the membership table, and writes that the silo joins at a later stage.</summary>
    private const int BeforeJoining = ServiceLifecycleStage.RuntimeGrainServices + 1;
    private const int AfterJoining = ServiceLifecycleStage.AfterRuntimeGrainServices + 1;

    /// <summary>A member that is declared dead must be so within 10 s.</summary>
    private const int Looks = 100;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    public void Participate(ISiloLifecycle lifecycle)
    {
        if (options.Value.Store is NoLeaseStore)
        {
            // The first look spares the other silo one that joins and is gone at once; the second decides.
            lifecycle.Subscribe(nameof(LoneSilo) + ".First", BeforeJoining, RequireAsync);
            lifecycle.Subscribe(nameof(LoneSilo), AfterJoining, RequireSureAsync);
        }
    }

    /// <summary>Requires, once the table shows this silo, that no other one is, or is about to become, a member, and
    /// declares dead silos that have been silent for long.</summary>
    /// <exception cref="OrleansConfigurationException">There is one.</exception>
    public async Task RequireSureAsync(CancellationToken cancellationToken)
    {
        var row = (await table.ReadRowAsync(silo.SiloAddress, cancellationToken)).TryGet(silo.SiloAddress);
        Invariant.Require(row?.Item1.Status == SiloStatus.Joining);
        foreach (var silent in await RequireAsync(cancellationToken))
        {
            await members.TryKill(silent.SiloAddress);
            await RequireDeadAsync(silent, cancellationToken);
        }
    }

    /// <summary>Waits until the table shows a member as dead; the runtime writes that behind the scenes.</summary>
    private async Task RequireDeadAsync(MembershipEntry member, CancellationToken cancellationToken)
    {
        for (var look = 0; look < Looks; look++)
        {
            var row = (await table.ReadRowAsync(member.SiloAddress, cancellationToken)).TryGet(member.SiloAddress);
            if (row is null or { Item1.Status: SiloStatus.Dead })
            {
                return;
            }

            await Task.Delay(LookAgain, time, cancellationToken);
        }

        throw Refusal(member);
    }

    /// <summary>Requires that no other silo is, or is about to become, a member.</summary>
    /// <returns>Silos that seem to be dead, by their silence.</returns>
    /// <exception cref="OrleansConfigurationException">There is one.</exception>
    public async Task<IReadOnlyCollection<MembershipEntry>> RequireAsync(CancellationToken cancellationToken)
    {
        var others = await ReadOthersAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        Refuse(others.Values.FirstOrDefault(other => now - LastSignOf(other) < Silence));
        if (others.Count == 0)
        {
            return [];
        }

        // They crashed, or could not reach the table for a while: then the next sign of life shows it.
        await Task.Delay(1.5 * membership.Value.IAmAliveTablePublishTimeout, time, cancellationToken);
        var later = await ReadOthersAsync(cancellationToken);
        Refuse(
            later.Values.FirstOrDefault(other => !others.TryGetValue(other.SiloAddress, out var before)
                || LastSignOf(before) != LastSignOf(other) || before.Status != other.Status));
        return later.Values;
    }

    private async Task<Dictionary<SiloAddress, MembershipEntry>> ReadOthersAsync(CancellationToken cancellationToken)
    {
        var members = await table.ReadAllAsync(cancellationToken);
        return members.Members.Select(static row => row.Item1)
            .Where(member => !member.SiloAddress.Equals(silo.SiloAddress) && member.Status != SiloStatus.Dead)
            .ToDictionary(static member => member.SiloAddress);
    }

    private TimeSpan Silence =>
        membership.Value.IAmAliveTablePublishTimeout * membership.Value.NumMissedTableIAmAliveLimit;

    private void Refuse(MembershipEntry? other)
    {
        if (other is not null)
        {
            throw Refusal(other);
        }
    }

    private OrleansConfigurationException Refusal(MembershipEntry other) => new(
        $"Without a lease store a silo must be the only one, and silo {other.SiloAddress.Endpoint} is a member "
        + $"of cluster {silo.ClusterId} ({other.Status}; one that crashed counts until it has been silent for "
        + $"{Silence.TotalSeconds:0} s). Give every silo the same ILeaseStore, for example by "
        + "AddLockGrains().StoreIn(name) or AddRedisLeaseStore (the server: --store redis --redis HOST:PORT), or this "
        + "silo its own cluster id.");

    /// <summary>A silo that joins has written no sign of life yet.</summary>
    private static DateTime LastSignOf(MembershipEntry member) =>
        member.IAmAliveTime > member.StartTime ? member.IAmAliveTime : member.StartTime;
}
