using LockActors.TestKit;

namespace LockActors.Actors.Tests;

/// <summary>What free keys cost: nothing, as soon as there is nothing left to remember.</summary>
public sealed class FreeKeysTests : IDisposable
{
    private readonly SimClock _clock = new();
    private readonly LocalLockService _service;

    public FreeKeysTests() => _service = new LocalLockService(time: _clock);

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Look_AtAKeyNotInUse_LeavesNothing()
    {
        for (var i = 0; i < 2_000; i++)
        {
            Assert.Equal(LockState.Free, (await _service.GetAsync($"look/{i}")).State);
        }

        _clock.Advance(2);

        Assert.Equal(0, _service.ActorCount);
    }

    [Fact]
    public async Task Calls_OfMadeUpLeases_LeaveNothing()
    {
        var ttl = TimeSpan.FromSeconds(10);
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(RenewOutcome.Lost, (await _service.RenewAsync($"a/{i}", Some.Lease(1), ttl)).Outcome);
            Assert.Equal(RenewOutcome.Lost, (await _service.ConfirmAsync($"b/{i}", Some.Lease(1))).Outcome);
            Assert.Equal(ReleaseOutcome.NotHeld, (await _service.ReleaseAsync($"c/{i}", Some.Lease(1))).Outcome);
            Assert.Equal(RevokeOutcome.NotHeld, await _service.RevokeAsync($"d/{i}"));
        }

        _clock.Advance(2);

        Assert.Equal(0, _service.ActorCount);
    }

    [Fact]
    public async Task Key_ThatWasUsedOnce_IsRememberedForHalfAMinuteAndThenGone()
    {
        var grant = await TakeAsync("once", 1);
        await _service.ReleaseAsync("once", grant.LeaseId);

        _clock.Advance(29);
        Assert.Equal(ReleaseOutcome.Released, (await _service.ReleaseAsync("once", grant.LeaseId)).Outcome);
        Assert.Equal(
            EndReason.Released, (await _service.AcquireAsync("once", Some.LockRequest(1))).Reason);

        // Made-up calls do not keep it.
        await _service.RenewAsync("once", Some.Lease(9), TimeSpan.FromSeconds(10));
        _clock.Advance(2);
        Assert.Equal(0, _service.ActorCount);
    }

    [Fact]
    public async Task Keys_ThatBecomeFreeTogether_AreRememberedUpToALimitAndGoInBatches()
    {
        const int keys = FreeKeys.Capacity + 5_000;
        var first = await TakeAsync("key/0", 1);
        await _service.ReleaseAsync("key/0", first.LeaseId);
        _clock.Advance(1);
        for (var i = 1; i < keys; i++)
        {
            var grant = await TakeAsync($"key/{i}", 1);
            await _service.ReleaseAsync($"key/{i}", grant.LeaseId);
        }

        _clock.Advance(0.1);
        Assert.InRange(_service.ActorCount, FreeKeys.Capacity, keys - 500);
        _clock.Advance(3);
        Assert.Equal(FreeKeys.Capacity, _service.ActorCount);
        Assert.Equal(ReleaseOutcome.NotHeld, (await _service.ReleaseAsync("key/0", first.LeaseId)).Outcome);

        _clock.Advance(40);
        Assert.Equal(0, _service.ActorCount);
    }

    [Fact]
    public async Task Key_ThatIsTakenAgain_StaysAndGoesAfterItsLastRelease()
    {
        await _service.ReleaseAsync("again", (await TakeAsync("again", 1)).LeaseId);
        _clock.Advance(20);
        var grant = await TakeAsync("again", 2, ttl: 300);
        _clock.Advance(100);
        Assert.Equal(LockState.Held, (await _service.GetAsync("again")).State);
        await _service.ReleaseAsync("again", grant.LeaseId);

        _clock.Advance(29);
        Assert.Equal(1, _service.ActorCount);
        _clock.Advance(2);
        Assert.Equal(0, _service.ActorCount);
    }

    [Fact]
    public async Task Key_WhosePauseIsOver_Goes()
    {
        var limits = LockLimits.Default with { LockDelay = TimeSpan.FromMinutes(1) };
        using var service = new LocalLockService(new LocalLockOptions { Limits = limits }, _clock);
        await service.AcquireAsync("expires", Some.LockRequest(1, ttl: 10));

        _clock.Advance(45);
        Assert.Equal(LockState.Paused, (await service.GetAsync("expires")).State);
        _clock.Advance(60);

        Assert.Equal(0, service.ActorCount);
    }

    private async Task<LockGrant> TakeAsync(LockKey key, int request, double ttl = 30) =>
        (await _service.AcquireAsync(key, Some.LockRequest(request, ttl: ttl))).Grant!;
}
