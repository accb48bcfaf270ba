using LockActors.TestKit;

namespace LockActors.Cluster;

/// <summary>A silo stands still (SIGSTOP) and comes back.</summary>
[Collection(RedisClusterTests.Name)]
public sealed class FreezeTests(RedisCluster cluster) : ClusterTestBase(cluster)
{
    [RedisFact]
    public async Task Freeze_OfTheHostPastALease_NeverYieldsTwoHoldersWhenItThaws()
    {
        var key = NewKey();
        var holder = await GrantedAsync(key);
        var host = await HostOfAsync(key);
        await host.FreezeAsync();
        try
        {
            // The other silos declare it dead, and the key lives on elsewhere.
            var renewed = await RenewAsync(key, holder.LeaseId);
            var next = holder;
            if (renewed.Outcome == RenewOutcome.Lost)
            {
                next = (await OtherApp.Service.AcquireAsync(key, Request(Long))).Grant!;
                Assert.True(History.Now() >= holder.ValidUntil);
            }

            await host.ThawAsync();

            // A caller that reaches the old activation is answered by one that cannot grant: Redis refuses it.
            var rival = await App.Service.AcquireAsync(key, Request(TimeSpan.Zero));
            Assert.NotEqual(LockOutcome.Granted, rival.Outcome);
            Assert.Equal(RenewOutcome.Renewed, (await RenewAsync(key, next.LeaseId)).Outcome);
            Assert.Equal(next.Token, (await App.Service.GetAsync(key)).Holder!.Token);
            Assert.Equal(ReleaseOutcome.Released, (await App.Service.ReleaseAsync(key, next.LeaseId)).Outcome);
        }
        finally
        {
            if (host.IsRunning)
            {
                await host.ThawAsync();
            }
        }
    }

    [RedisFact]
    public async Task Freeze_ForAMoment_LosesNothing()
    {
        var key = NewKey();
        var holder = await GrantedAsync(key, TimeSpan.FromSeconds(20));
        var waiters = await QueueAsync(key, 2);
        var host = await HostOfAsync(key);

        await host.FreezeAsync();
        await Faults.PassAsync(TimeSpan.FromSeconds(1.2));
        await host.ThawAsync();

        Assert.Equal(RenewOutcome.Renewed, (await RenewAsync(key, holder.LeaseId)).Outcome);
        await ServeInOrderAsync(key, holder, waiters);
    }
}
