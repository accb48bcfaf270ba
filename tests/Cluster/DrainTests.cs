using LockActors.TestKit;

namespace LockActors.Cluster;

/// <summary>A silo leaves in order (SIGTERM).</summary>
[Collection(RedisClusterTests.Name)]
public sealed class DrainTests(RedisCluster cluster) : ClusterTestBase(cluster)
{
    [RedisFact]
    public async Task Drain_OfTheHost_MovesLeasesAndQueues()
    {
        var key = NewKey();
        var holder = await GrantedAsync(key, TimeSpan.FromSeconds(30));
        var waiters = await QueueAsync(key, 3);
        var host = await HostOfAsync(key);

        Assert.Equal(0, await host.DrainAsync());

        Assert.NotEqual(host, await HostOfAsync(key));
        Assert.Equal(RenewOutcome.Renewed, (await RenewAsync(key, holder.LeaseId)).Outcome);
        await ServeInOrderAsync(key, holder, waiters);
        await NothingIsLeftAsync();
    }

    [RedisFact]
    public async Task Drain_OfEverySiloInTurnUnderLoad_KeepsEveryPromise()
    {
        var history = new History(seed: 5, Cluster.Silos);
        var load = new Workload([App, OtherApp], history, Prefix, keys: 20);
        var faults = new Faults(Cluster, App, history);
        var running = load.RunAsync(workers: 16);
        await Faults.PassAsync(TimeSpan.FromSeconds(3));
        foreach (var silo in Cluster.Silos)
        {
            await faults.DrainAsync(silo);
        }

        // Order is compared only where no fault is near, and tests before this one may have ended silos.
        var (since, now) = (history.Faults.Max(fault => fault.Until), History.Now());
        await Faults.PassAsync(
            (since > now ? since - now : TimeSpan.Zero) + Checkers.FirstComeFirstServed.Settling
            + TimeSpan.FromSeconds(5));
        load.End();
        await running.WaitAsync(Long);

        history.Check(
            Checkers.OneHolder.Check,
            Checkers.EveryoneAnswered.Within(Workload.Wait),
            static history => Assert.True(Checkers.FirstComeFirstServed.Check(history) > 0),
            static history => Assert.DoesNotContain(
                history.Granted, attempt => attempt.Release is "NotHeld" or "False"));
        await NothingIsLeftAsync();
    }
}
