using LockActors.Client;
using LockActors.TestKit;

namespace LockActors.Cluster;

/// <summary>A silo is killed (SIGKILL) while leases are in Redis.</summary>
[Collection(RedisClusterTests.Name)]
public sealed class KillTests(RedisCluster cluster) : ClusterTestBase(cluster)
{
    [RedisFact]
    public async Task Kill_OfTheHostOfAHeldKey_IsNotNoticedByItsHolder()
    {
        var key = NewKey();
        await using var handle = await App.Locks.AcquireAsync(
            key, new AcquireOptions { Ttl = TimeSpan.FromSeconds(12), Wait = Long });
        var before = handle.ValidUntil;

        await (await HostOfAsync(key)).KillAsync();

        await Poll.UntilAsync(() => handle.ValidUntil > before + TimeSpan.FromSeconds(12), "renewals", Long);
        Assert.True(handle.IsHeld);
        Assert.Equal(handle.Token, (await App.Service.GetAsync(key)).Holder!.Token);
        Assert.True(await handle.ReleaseAsync());
    }

    [RedisFact]
    public async Task Kill_OfTheHost_LetsTheNextInWhenTheLeaseOfADeadHolderIsOver()
    {
        var key = NewKey();
        var dead = await GrantedAsync(key);
        var waiters = await QueueAsync(key, 1);
        var killedAt = LivedTime.Now;

        await (await HostOfAsync(key)).KillAsync();

        var next = (await waiters[0].WaitAsync(Long)).Grant!;
        Assert.True(History.Now() >= dead.ValidUntil, "granted while the dead holder might have lived");
        Assert.InRange(LivedTime.Since(killedAt), TimeSpan.Zero, Ttl + TimeSpan.FromSeconds(5));
        Assert.True(next.Token > dead.Token);
    }

    [RedisFact]
    public async Task Kill_OfTheHost_LetsOthersAcquireItsKeysWithinTenSeconds()
    {
        var key = NewKey();
        var before = await GrantedAsync(key);
        var host = await HostOfAsync(key);
        await App.Service.ReleaseAsync(key, before.LeaseId);
        await host.KillAsync();
        var killedAt = LivedTime.Now;

        var reply = await OtherApp.Service.AcquireAsync(key, Request(Long));

        Assert.Equal(LockOutcome.Granted, reply.Outcome);
        Assert.InRange(LivedTime.Since(killedAt), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.True(reply.Grant!.Token > before.Token);
    }
}
