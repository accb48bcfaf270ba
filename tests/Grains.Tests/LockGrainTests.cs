using LockActors.Client.Orleans;
using LockActors.Contracts;
using LockActors.TestKit;
using Orleans.Core.Internal;

namespace LockActors.Grains.Tests;

/// <summary>What only the grain adds: raw use, its timer, its observers and its life in the silo.</summary>
public sealed class LockGrainTests(OneSilo silo) : IClassFixture<OneSilo>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _key = $"grain/{Guid.NewGuid():N}";

    private ILockGrain Grain => silo.Grains.GetGrain<ILockGrain>(_key);

    [Fact]
    public async Task AcquireAsync_ByAnAppThatHasOnlyTheContracts_GrantsRenewsAndReleases()
    {
        var result = await Grain.AcquireAsync(new AcquireCall { Holder = "raw", Ttl = TimeSpan.FromSeconds(50) });

        Assert.True(result.IsGranted);
        Assert.True(result.Grant.Token > 0);
        Assert.InRange(result.Grant.ValidFor, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(50));
        var renewal = await Grain.RenewAsync(result.Grant.LeaseId, TimeSpan.FromSeconds(70));
        Assert.Equal(RenewOutcome.Renewed, renewal.Outcome);
        Assert.InRange(renewal.ValidFor, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(70));
        var release = await Grain.ReleaseAsync(result.Grant.LeaseId);
        Assert.Equal(ReleaseOutcome.Released, release.Outcome);
    }

    [Fact]
    public async Task AcquireAsync_AskedAgainWithoutAnObserver_WaitsItsTurn()
    {
        var holder = await Grain.AcquireAsync(new AcquireCall());
        var call = new AcquireCall { Wait = TimeSpan.FromSeconds(20) };
        var queued = await Grain.AcquireAsync(call);
        Assert.Equal((LockOutcome.Queued, 1), (queued.Outcome, queued.Position));

        await Grain.ReleaseAsync(holder.Grant!.LeaseId);
        var granted = await Grain.AcquireAsync(call);

        Assert.True(granted.IsGranted);
        Assert.True(granted.Grant.Confirmed);
        Assert.True(granted.Grant.Token > holder.Grant.Token);
    }

    /// <summary>No sooner does the holder release than the call returns: nothing is polled.</summary>
    [Fact]
    public async Task AcquireAsync_WithAHold_ReturnsWithAConfirmedGrant()
    {
        var holder = await Grain.AcquireAsync(new AcquireCall { Ttl = TimeSpan.FromSeconds(60) });
        var hold = TimeSpan.FromHours(1);
        var waiting = Grain.AcquireAsync(
            new AcquireCall { Wait = TimeSpan.MaxValue, Hold = hold, Ttl = TimeSpan.FromSeconds(40) }).AsTask();
        await WaitersAsync(1);

        await Grain.ReleaseAsync(holder.Grant!.LeaseId);

        var granted = await waiting.Soon();
        Assert.True(granted.IsGranted);
        Assert.True(granted.Grant.Confirmed);
        Assert.True(granted.Grant.ValidFor > OneSilo.Limits.ConfirmWindow);
    }

    [Fact]
    public async Task AcquireAsync_WithAHoldThatEnds_IsQueuedAndKeepsItsPlace()
    {
        await Grain.AcquireAsync(new AcquireCall { Ttl = TimeSpan.FromSeconds(60) });
        var call = new AcquireCall { Wait = TimeSpan.FromSeconds(60), Hold = TimeSpan.FromMilliseconds(50) };

        Assert.Equal(LockOutcome.Queued, (await Grain.AcquireAsync(call)).Outcome);
        Assert.Equal(1, (await Grain.DescribeAsync())!.WaiterCount);
    }

    [Theory]
    [InlineData("a\nb", "control characters")]
    [InlineData("a\u200bb", "invisible")]
    public async Task AcquireAsync_OfAKeyThatIsNone_SaysWhy(string key, string why)
    {
        var result = await silo.Grains.GetGrain<ILockGrain>(key).AcquireAsync(new AcquireCall());

        Assert.Equal((LockOutcome.Rejected, "key"), (result.Outcome, result.Field));
        Assert.Contains(why, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_OfTheService_EndsItsWaitsAndTakesThemBack()
    {
        await Grain.AcquireAsync(new AcquireCall { Ttl = TimeSpan.FromSeconds(60) });
        using var service = new OrleansLockService(silo.Grains);
        var waiting = service.AcquireAsync(_key, Request(TimeSpan.FromMinutes(5))).AsTask();
        await WaitersAsync(1);

        service.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.Soon());
        await WaitersAsync(0);
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => service.AcquireAsync(_key, Request(TimeSpan.Zero)).Soon());
    }

    [Fact]
    public async Task AcquireAsync_OfAWaiterThatFallsSilent_CostsTheNextOnlyTheConfirmWindow()
    {
        var holder = await Grain.AcquireAsync(new AcquireCall { Ttl = TimeSpan.FromSeconds(30) });
        var silent = new AcquireCall { Wait = TimeSpan.FromSeconds(20), Ttl = TimeSpan.FromSeconds(30) };
        await Grain.AcquireAsync(silent);
        using var service = new OrleansLockService(silo.Grains);
        var next = service.AcquireAsync(_key, Request(TimeSpan.FromSeconds(20))).AsTask();
        await WaitersAsync(2);

        await Grain.ReleaseAsync(holder.Grant!.LeaseId);

        // The grant of the silent one lapses by the grain's own timer: only polls call the grain meanwhile.
        Assert.Equal(LockOutcome.Granted, (await next.WaitAsync(Patience)).Outcome);
        var late = await Grain.AcquireAsync(silent);
        Assert.Equal((LockOutcome.Ended, EndReason.Expired), (late.Outcome, late.Reason));
    }

    [Fact]
    public async Task AcquireAsync_OfAWaiterThatStopsPolling_LosesItsPlaceAndIsToldSo()
    {
        await Grain.AcquireAsync(new AcquireCall { Ttl = TimeSpan.FromSeconds(30) });
        var silent = new AcquireCall { Wait = TimeSpan.FromSeconds(20) };
        await Grain.AcquireAsync(silent);

        await WaitersAsync(0);

        var late = await Grain.AcquireAsync(silent);
        Assert.Equal((LockOutcome.Ended, EndReason.Dropped), (late.Outcome, late.Reason));
    }

    [Fact]
    public async Task AcquireAsync_BeyondTheLimits_IsRejectedByName()
    {
        var holder = await Grain.AcquireAsync(new AcquireCall { Holder = new string('x', HolderName.MaxLength + 1) });
        var id = await Grain.AcquireAsync(new AcquireCall { RequestId = Guid.Empty });
        var mode = await Grain.AcquireAsync(new AcquireCall { Mode = (LockMode)7 });
        var key = await silo.Grains.GetGrain<ILockGrain>(new string('k', LockKey.MaxLength + 1)).AcquireAsync(new());

        Assert.All([holder, id, mode, key], result => Assert.Equal(LockOutcome.Rejected, result.Outcome));
        Assert.Equal(["holder", "requestId", "mode", "key"], new[] { holder, id, mode, key }.Select(result =>
            result.Field));
        Assert.Equal(LockState.Free, (await Grain.DescribeAsync())!.State);
    }

    [Fact]
    public async Task AcquireAsync_BeyondTheWaiters_IsRejectedWithTheLimit()
    {
        await Grain.AcquireAsync(new AcquireCall());
        for (var i = 0; i < OneSilo.Limits.MaxWaiters; i++)
        {
            await Grain.AcquireAsync(new AcquireCall { Wait = TimeSpan.FromSeconds(20) });
        }

        var result = await Grain.AcquireAsync(new AcquireCall { Wait = TimeSpan.FromSeconds(20) });

        Assert.Equal((LockOutcome.Rejected, "waiters"), (result.Outcome, result.Field));
        Assert.Contains("the limit is 4", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeactivateOnIdle_WithAWaiter_IsNotHeldUpAndTheWaiterGoesOn()
    {
        await Grain.AcquireAsync(new AcquireCall { Ttl = TimeSpan.FromSeconds(3) });
        using var service = new OrleansLockService(
            silo.Grains, new OrleansLockOptions { PollInterval = TimeSpan.FromMilliseconds(200) });
        var waiter = service.AcquireAsync(_key, Request(TimeSpan.FromSeconds(20))).AsTask();
        await WaitersAsync(1);

        var asked = LivedTime.Now;
        await Grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await Grain.DescribeAsync();

        // A call pending in the grain would have blocked it for tens of seconds.
        Assert.InRange(LivedTime.Since(asked), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(LockOutcome.Granted, (await waiter.WaitAsync(Patience)).Outcome);
    }

    private static LockRequest Request(TimeSpan wait) => new() { Id = RequestId.New(), Wait = wait };

    private Task WaitersAsync(int count) => Poll.UntilAsync(
        async () => (await Grain.DescribeAsync())!.WaiterCount == count, $"{count} waiters", Patience);
}
