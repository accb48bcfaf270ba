using LockActors.Client.Orleans;
using LockActors.Monitoring;

namespace LockActors.Grains.Tests;

/// <summary>What operators see of three silos.</summary>
public sealed class MonitorTests
{
    private const int Keys = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Overview_OfThreeSilos_AddsThemUp()
    {
        await using var silos = await ThreeSilos.StartAsync();
        using var service = silos.NewService();
        var monitor = new OrleansLockMonitor(silos.Grains);
        for (var i = 0; i < Keys; i++)
        {
            var grant = await TakeAsync(service, $"k/{i}");
            await service.ReleaseAsync(grant.Key, grant.LeaseId);
        }

        await TakeAsync(service, "revoked");
        await service.RevokeAsync("revoked", null, new RevokeNote("me", "stuck"));

        // The first answers may take longer than a lease lasts here.
        await monitor.OverviewAsync();
        await monitor.ClusterAsync();
        await TakeAsync(service, "held");

        var overview = await monitor.OverviewAsync();
        var cluster = await monitor.ClusterAsync();
        var activity = await monitor.ActivityAsync("revoked");

        Assert.Equal((1, Keys + 2L), (overview.Held, overview.Grants));
        Assert.Equal((Keys + 2L, (long)Keys), (overview.Wait.Count, overview.Hold.Count));
        Assert.Equal(new LossCounts(0, 0, 1), overview.Losses);
        Assert.Null(overview.Unreachable);
        Assert.Equal(3, cluster.Members.Count);
        Assert.All(cluster.Members, member => Assert.True(member.Answered));
        Assert.Equal(1, cluster.Members.Sum(member => member.Held));
        Assert.Equal(
            (LockEventKind.Revoked, "me", "stuck"),
            (activity.Events[0].Kind, activity.Events[0].By, activity.Events[0].Reason));
    }

    [Fact]
    public async Task Events_OfThreeSilos_ComeOnce_AlsoToOneWhoComesBack()
    {
        await using var silos = await ThreeSilos.StartAsync();
        using var service = silos.NewService();
        var monitor = new OrleansLockMonitor(silos.Grains);
        var seen = new List<LockEvent>();
        LockEventPosition? position = null;
        for (var round = 0; round < 3; round++)
        {
            using var stop = new CancellationTokenSource(Patience, TimeProvider.System);
            var wanted = Keys * ((round * 2) + 1);
            var taken = false;
            await foreach (var batch in monitor.EventsAsync(position, stop.Token))
            {
                seen.AddRange(batch.Events);
                if (!taken)
                {
                    // Only now: before the first batch there is no listener.
                    await TakeManyAsync(service, $"{round}/here");
                    taken = true;
                }

                position = batch.Position;
                Assert.Equal(0, batch.Missed);
                if (seen.Count >= wanted)
                {
                    break;
                }
            }

            await TakeManyAsync(service, $"{round}/away");
        }

        Assert.All(seen, found => Assert.Equal(LockEventKind.Granted, found.Kind));
        Assert.Equal(Keys * 5, seen.Select(found => found.Key).Distinct().Count());
        Assert.Equal(Keys * 5, seen.Count);
    }

    private static async Task TakeManyAsync(ILockService service, string prefix)
    {
        for (var i = 0; i < Keys; i++)
        {
            await TakeAsync(service, $"{prefix}/{i}");
        }
    }

    private static async Task<LockGrant> TakeAsync(ILockService service, LockKey key)
    {
        var request = new LockRequest { Id = RequestId.New(), Ttl = LockLimits.Default.MaxTtl };
        return (await service.AcquireAsync(key, request)).Grant!;
    }
}
