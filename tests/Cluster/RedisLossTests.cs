using LockActors.Client;
using LockActors.TestKit;

namespace LockActors.Cluster;

/// <summary>The Redis that keeps the leases is killed and starts again with nothing in it.</summary>
[Collection(RedisClusterTests.Name)]
public sealed class RedisLossTests(RedisCluster cluster) : ClusterTestBase(cluster)
{
    [RedisFact]
    public async Task Loss_OfRedis_IsToldToTheHolderBeforeAnybodyElseIsGranted()
    {
        var key = NewKey();
        await using var handle = await App.Locks.AcquireAsync(key, new AcquireOptions { Ttl = Ttl, Wait = Long });
        var toldAt = TimeSpan.MaxValue;
        using var told = handle.LostToken.Register(() => toldAt = History.Now());
        var waiters = await QueueAsync(key, 1);

        await Cluster.Leases!.RestartAsync(keepData: false);

        var next = (await waiters[0].WaitAsync(Long)).Grant!;
        Assert.False(handle.IsHeld);
        Assert.True(toldAt <= History.Now(), "the holder was not told");
        Assert.True(next.Token > handle.Token);
        Assert.Equal(ReleaseOutcome.Released, (await App.Service.ReleaseAsync(key, next.LeaseId)).Outcome);
    }

    [RedisFact]
    public async Task Loss_OfRedis_LeavesTokensGrowing()
    {
        var key = NewKey();
        var before = await GrantedAsync(key);
        await App.Service.ReleaseAsync(key, before.LeaseId);
        await Cluster.Leases!.KillAsync();

        var meanwhile = await App.Service.AcquireAsync(key, Request(TimeSpan.Zero));
        Assert.NotEqual(LockOutcome.Granted, meanwhile.Outcome);

        await Cluster.Leases.RestartAsync(keepData: false);
        var after = (await App.Service.AcquireAsync(key, Request(Long))).Grant!;

        Assert.True(after.Token > before.Token);
    }

    [RedisFact]
    public async Task Loss_OfTheMembershipTable_IsOverWhenTheSilosHaveJoinedAnew()
    {
        await using var handle = await App.Locks.AcquireAsync(
            NewKey(), new AcquireOptions { Ttl = TimeSpan.FromSeconds(50), Wait = Long });

        var outages = Cluster.Silos.Select(silo => silo.Outages.Count).ToList();
        await Cluster.Membership.RestartAsync(keepData: false);

        await Poll.UntilAsync(
            () => Cluster.Silos.Zip(outages).All(pair => pair.First.Outages.Count > pair.Second),
            "all silos to end",
            Long);
        await Cluster.UntilWholeAsync(App);
        var before = handle.ValidUntil + TimeSpan.FromSeconds(1);
        await Poll.UntilAsync(() => handle.ValidUntil > before || !handle.IsHeld, "a renewal or a loss", Long);
        Assert.True(handle.IsHeld);
        Assert.Equal(handle.Token, (await App.Service.GetAsync(handle.Key)).Holder!.Token);
    }
}
