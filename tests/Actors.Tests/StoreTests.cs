using LockActors.Engine;
using LockActors.TestKit;

namespace LockActors.Actors.Tests;

public sealed class StoreTests : IDisposable
{
    private readonly SimClock _clock = new();
    private readonly GatedLeaseStore _store;
    private readonly LocalLockService _service;

    public StoreTests()
    {
        _store = new GatedLeaseStore(_clock) { IsGated = true };
        _service = new LocalLockService(new LocalLockOptions { Store = _store }, _clock);
    }

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Acquire_IsAnsweredOnlyAfterTheStoreTookTheLease()
    {
        var asked = _clock.Now;
        var acquire = _service.AcquireAsync(Some.Key, Some.LockRequest(1)).AsTask();
        var place = await _store.NextAsync();
        _clock.Advance(0.3);
        Assert.False(acquire.IsCompleted);

        await place.GoAsync();

        var reply = await acquire.Soon();
        Assert.True(reply.IsGranted);
        Assert.Equal(asked, reply.Grant.CountedFrom);
    }

    [Fact]
    public async Task Release_IsAnsweredBeforeTheStoreAndHandsOverInOneChange()
    {
        var first = await AcquireAsync(1);
        var second = _service.AcquireAsync(Some.Key, Some.LockRequest(2, wait: 10)).AsTask();

        Assert.Equal(ReleaseOutcome.Released, (await _service.ReleaseAsync(Some.Key, first.LeaseId).Soon()).Outcome);
        Assert.False(second.IsCompleted);

        var handOver = await _store.NextAsync();
        Assert.Equal((StoreVerb.Replace, first.LeaseId), (handOver.Effect.Verb, handOver.Effect.Old));
        await handOver.GoAsync();
        Assert.True((await second.Soon()).IsGranted);
    }

    [Fact]
    public async Task Acquire_WhenTheStoreFails_IsTriedAgainByTheClock()
    {
        var acquire = _service.AcquireAsync(Some.Key, Some.LockRequest(1, wait: 10)).AsTask();
        await (await _store.NextAsync()).FailAsync(afterApplying: true);
        _clock.Advance(0.05);
        await (await _store.NextAsync()).GoAsync();
        Assert.True((await acquire.Soon()).IsGranted);
    }

    [Fact]
    public async Task Try_WhenTheStoreFails_IsUnavailableAndCleanedUp()
    {
        var acquire = _service.AcquireAsync(Some.Key, Some.LockRequest(1)).AsTask();
        await (await _store.NextAsync()).FailAsync(afterApplying: true);
        Assert.Equal(LockOutcome.Unavailable, (await acquire.Soon()).Outcome);

        _clock.Advance(0.05);
        var cleanup = await _store.NextAsync();
        Assert.Equal(StoreVerb.Remove, cleanup.Effect.Verb);
        await cleanup.GoAsync();
        Assert.True(_store.Contents.LeaseAt(_clock.Now).IsNone);
    }

    [Fact]
    public async Task Acquire_WhenTheStoreThrowsLater_IsUnavailable()
    {
        var acquire = _service.AcquireAsync(Some.Key, Some.LockRequest(1)).AsTask();
        await (await _store.NextAsync()).ThrowAsync(new IOException("cut"));
        Assert.Equal(LockOutcome.Unavailable, (await acquire.Soon()).Outcome);
    }

    [Fact]
    public async Task Acquire_WhenTheStoreThrowsAtOnce_IsUnavailableAndTheKeyGoesOn()
    {
        _store.Throws = new IOException("down");
        Assert.Equal(
            LockOutcome.Unavailable, (await _service.AcquireAsync(Some.Key, Some.LockRequest(1)).Soon()).Outcome);

        _store.Throws = null;
        _store.IsGated = false;
        _clock.Advance(0.1);
        Assert.True((await _service.AcquireAsync(Some.Key, Some.LockRequest(2, wait: 5)).Soon()).IsGranted);
    }

    [Fact]
    public async Task Acquire_WhenAnOutsiderHoldsTheKey_WaitsForItsEnd()
    {
        _store.IsGated = false;
        _store.Contents.TakeFromOutside(TimeSpan.FromSeconds(3), _clock.Now);
        Assert.Equal(LockOutcome.Busy, (await _service.AcquireAsync(Some.Key, Some.LockRequest(1)).Soon()).Outcome);
        var waits = _service.AcquireAsync(Some.Key, Some.LockRequest(2, wait: 10)).AsTask();

        _clock.Advance(2.9);
        Assert.False(waits.IsCompleted);
        Assert.Equal(LockState.HeldOutside, (await _service.GetAsync(Some.Key).Soon()).State);
        _clock.Advance(1.1);
        Assert.True((await waits.Soon()).IsGranted);
    }

    [Fact]
    public async Task Acquire_WhenTheOutsidersKeyEnds_IsToldByTheStoreAndStopsWatching()
    {
        _store.IsGated = false;
        _store.Contents.TakeFromOutside(TimeSpan.FromSeconds(30), _clock.Now);
        var waits = _service.AcquireAsync(Some.Key, Some.LockRequest(2, wait: 60)).AsTask();
        _clock.Advance(3.05);
        Assert.False(waits.IsCompleted);

        _store.Contents.LoseData();
        _store.OutsideWatch!();

        Assert.True((await waits.Soon()).IsGranted);
        Assert.Null(_store.OutsideWatch);
    }

    [Fact]
    public async Task Acquire_WhenTheStoreCannotWatch_LooksByItself()
    {
        _store.Contents.TakeFromOutside(TimeSpan.FromSeconds(3), _clock.Now);
        var waits = _service.AcquireAsync(Some.Key, Some.LockRequest(2, wait: 60)).AsTask();
        var place = await _store.NextAsync();
        _store.Throws = new IOException("down");
        await place.GoAsync();

        _store.Throws = null;
        _store.IsGated = false;
        _clock.Advance(5);
        Assert.True((await waits.Soon()).IsGranted);
    }

    [Fact]
    public async Task Leave_ThatTheStoreHoldsUp_EndsTheWatch()
    {
        var actor = new LockActor(Some.Key, LockLimits.Default, _store, _service, _clock);
        _store.Contents.TakeFromOutside(TimeSpan.FromSeconds(30), _clock.Now);
        var waiter = Some.LockRequest(1, wait: 60) with { Hold = TimeSpan.Zero };
        var asked = actor.AcquireAsync(waiter).AsTask();
        await (await _store.NextAsync()).GoAsync();
        Assert.Equal(LockOutcome.Queued, (await asked.Soon()).Outcome);
        Assert.Equal(
            LockOutcome.Queued,
            (await actor.AcquireAsync(Some.LockRequest(2, wait: 60) with { Hold = TimeSpan.Zero }).Soon()).Outcome);
        _clock.Advance(0.2);
        await _store.NextAsync();
        Assert.NotNull(_store.OutsideWatch);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => actor.LeaveAsync(TimeSpan.FromSeconds(1), new CancellationToken(canceled: true)));

        Assert.Null(_store.OutsideWatch);
    }

    [Fact]
    public async Task Release_WhereLeasesLinger_IsFollowedByOneChangeForTheNext()
    {
        var store = new GatedLeaseStore(_clock) { IsGated = true, Linger = TimeSpan.FromMilliseconds(5) };
        using var service = new LocalLockService(new LocalLockOptions { Store = store }, _clock);
        await TakeAsync(1, StoreVerb.Place);

        // No client has taken this key again yet, so its lease is removed at once.
        await (await store.NextAsync()).GoAsync();
        await TakeAsync(2, StoreVerb.Place);
        await TakeAsync(3, StoreVerb.Replace);

        _clock.Advance(0.005);
        Assert.Equal(StoreVerb.Remove, (await store.NextAsync()).Effect.Verb);

        async Task TakeAsync(int request, StoreVerb verb)
        {
            var acquire = service.AcquireAsync(Some.Key, Some.LockRequest(request)).AsTask();
            var change = await store.NextAsync();
            Assert.Equal(verb, change.Effect.Verb);
            await change.GoAsync();
            await service.ReleaseAsync(Some.Key, (await acquire.Soon()).Grant!.LeaseId);
        }
    }

    [Fact]
    public async Task Renew_WhenTheStoreLostTheLease_IsLost()
    {
        var grant = await AcquireAsync(1);
        _store.Contents.LoseData();
        var renew = _service.RenewAsync(Some.Key, grant.LeaseId, grant.Ttl).AsTask();
        await (await _store.NextAsync()).GoAsync();
        Assert.Equal((RenewOutcome.Lost, EndReason.Lost), ((await renew.Soon()).Outcome, (await renew).Reason));
    }

    [Fact]
    public async Task Renew_WhenTheStoreFails_IsUnavailable()
    {
        var grant = await AcquireAsync(1);
        var renew = _service.RenewAsync(Some.Key, grant.LeaseId, grant.Ttl).AsTask();
        await (await _store.NextAsync()).FailAsync();
        Assert.Equal(RenewOutcome.Unavailable, (await renew.Soon()).Outcome);
    }

    [Fact]
    public async Task Cancel_WhileTheGrantIsInTheStore_LeavesNoLeaseBehind()
    {
        using var source = new CancellationTokenSource();
        var acquire = _service.AcquireAsync(Some.Key, Some.LockRequest(1, wait: 10), source.Token).AsTask();
        var place = await _store.NextAsync();
        source.Cancel();
        await Assert.ThrowsAsync<OperationCanceledException>(() => acquire.Soon());

        await place.GoAsync();

        var cleanup = await _store.NextAsync();
        Assert.Equal(StoreVerb.Remove, cleanup.Effect.Verb);
        await cleanup.GoAsync();
        Assert.True(_store.Contents.LeaseAt(_clock.Now).IsNone);
    }

    [Fact]
    public async Task Tokens_WhenTheStoreHasSeenHigherOnes_GoAboveThem()
    {
        _store.IsGated = false;
        var before = await _service.AcquireAsync(Some.Key, Some.LockRequest(1)).Soon();
        await _service.ReleaseAsync(Some.Key, before.Grant!.LeaseId).Soon();
        using var other = new LocalLockService(new LocalLockOptions { Store = _store }, _clock);
        _clock.StepWall(TimeSpan.FromDays(-30));

        var after = await other.AcquireAsync(Some.Key, Some.LockRequest(2)).Soon();

        Assert.True(after.Grant!.Token > before.Grant.Token);
    }

    private async Task<LockGrant> AcquireAsync(int number)
    {
        var acquire = _service.AcquireAsync(Some.Key, Some.LockRequest(number)).AsTask();
        await (await _store.NextAsync()).GoAsync();
        return (await acquire.Soon()).Grant!;
    }
}
