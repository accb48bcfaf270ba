using LockActors.Client;
using LockActors.TestKit;

namespace LockActors.Cluster;

/// <summary>What applications notice when their way into the cluster breaks.</summary>
[Collection(RedisClusterTests.Name)]
public sealed class ClientTests(RedisCluster cluster) : ClusterTestBase(cluster)
{
    [RedisFact]
    public async Task Kill_OfEveryGatewayInTurn_LosesNeitherLeasesNorPlaces()
    {
        // Keys all over the cluster, so that each silo hosts some and is the gateway of some.
        var handles = new List<ILockHandle>();
        var waiters = new List<Task<ILockHandle>>();
        for (var i = 0; i < 12; i++)
        {
            var options = new AcquireOptions { Ttl = TimeSpan.FromSeconds(20), Wait = TimeSpan.FromMinutes(3) };
            handles.Add(await App.Locks.AcquireAsync($"{Prefix}{i}", options));
            waiters.Add(OtherApp.Locks.AcquireAsync($"{Prefix}{i}", options).AsTask());
        }

        foreach (var silo in Cluster.Silos)
        {
            await silo.KillAsync();
            await silo.StartAsync();
            await Cluster.UntilWholeAsync(App);
        }

        for (var i = 0; i < handles.Count; i++)
        {
            Assert.True(handles[i].IsHeld, $"lock {i} was lost");
            Assert.False(waiters[i].IsCompleted, $"the waiter for lock {i} did not wait");
            Assert.True(await handles[i].ReleaseAsync());
            await using var next = await waiters[i].WaitAsync(Long);
            Assert.True(next.Token > handles[i].Token);
        }

        await NothingIsLeftAsync();
    }

    [RedisFact]
    public async Task Kill_OfAllSilosAtOnce_IsSurvivedByHandlesThatAreStillValid()
    {
        await using var handle = await App.Locks.AcquireAsync(
            NewKey(), new AcquireOptions { Ttl = TimeSpan.FromSeconds(50), Wait = Long });
        await Task.WhenAll(Cluster.Silos.Select(silo => silo.KillAsync()));

        // All at once, as an orchestrator does: each declares its own predecessor dead.
        await Task.WhenAll(Cluster.Silos.Select(silo => silo.StartAsync()));

        var before = handle.ValidUntil;
        await Poll.UntilAsync(() => handle.ValidUntil > before || !handle.IsHeld, "a renewal or a loss", Long);

        Assert.True(handle.IsHeld);
        Assert.Equal(handle.Token, (await App.Service.GetAsync(handle.Key)).Holder!.Token);
    }
}
