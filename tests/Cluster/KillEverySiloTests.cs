using LockActors.Client;
using LockActors.TestKit;

namespace LockActors.Cluster;

/// <summary>Every silo is killed while clients wait. A restored queue is put in order while the liveness window lasts;
/// here it is long, so that a busy machine cannot make waiters return after it.</summary>
public sealed class KillEverySiloTests(KillEverySiloTests.LongWindowCluster cluster)
    : ClusterTestBase(cluster), IClassFixture<KillEverySiloTests.LongWindowCluster>
{
    [RedisFact]
    public async Task Kill_OfOneSiloAfterTheOther_LeavesWaitersInTheOrderOfTheirFirstRequests()
    {
        var key = NewKey();
        await using var handle = await App.Locks.AcquireAsync(
            key, new AcquireOptions { Ttl = TimeSpan.FromSeconds(20), Wait = Long });
        var waiters = await QueueAsync(key, 3);

        foreach (var silo in Cluster.Silos)
        {
            await silo.KillAsync();
            await silo.StartAsync();
            await Cluster.UntilWholeAsync(App);
        }

        var names = "";
        await Poll.UntilAsync(
            async () =>
            {
                names = string.Join(' ', (await App.Service.GetAsync(key)).Waiters.Select(waiter => waiter.Name));
                return names == $"{WaiterName(1)} {WaiterName(2)} {WaiterName(3)}";
            },
            () => $"all waiters to be back in their places; there are: {names}",
            Long);
        Assert.True(handle.IsHeld);
        Assert.True(await handle.ReleaseAsync());
        var first = (await waiters[0].WaitAsync(Long)).Grant!;
        Assert.True(first.Token > handle.Token);
        await ServeInOrderAsync(key, first, waiters[1..]);
    }

    /// <summary>A cluster whose restored queues are put in order for a minute.</summary>
    public sealed class LongWindowCluster : RedisCluster
    {
        private protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string>(Patient) { ["LOCKACTORS_LIMITS__LIVENESSWINDOW"] = "00:01:00" };
    }
}
