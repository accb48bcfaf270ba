using LockActors.Engine;
using LockActors.TestKit;

namespace LockActors.Actors.Tests;

public sealed class IdleTests : IDisposable
{
    private readonly SimClock _clock = new();
    private readonly LocalLockService _service;

    public IdleTests() => _service = new LocalLockService(time: _clock);

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Actor_OfAFreeLock_IsDroppedAfterItsIdleTime()
    {
        await PairAsync(1);
        Assert.Equal(1, _service.ActorCount);
        _clock.Advance(130);
        Assert.Equal(0, _service.ActorCount);
    }

    [Fact]
    public async Task Actors_OfLongLeasesThatWereReleased_LeaveNothingBehind()
    {
        var limits = LockLimits.Default with { MaxTtl = TimeSpan.FromDays(1) };
        using var service = new LocalLockService(new LocalLockOptions { Limits = limits }, _clock);
        for (var i = 0; i < 5_000; i++)
        {
            var key = LockKey.Parse($"key/{i}");
            var reply = await service.AcquireAsync(key, Some.LockRequest(1, ttl: 86_400));
            await service.ReleaseAsync(key, reply.Grant!.LeaseId);
        }

        _clock.Advance(130);

        Assert.Equal(0, service.ActorCount);
        Assert.InRange(service.DeadlineCount, 0, 2_500);
    }

    [Fact]
    public async Task Actor_UsedJustBeforeTheSweep_StaysForItsIdleTime()
    {
        _clock.Advance(29.9);
        var grant = await PairAsync(1);
        _clock.Advance(0.2);

        Assert.Equal(1, _service.ActorCount);
        Assert.Equal(ReleaseOutcome.Released, (await _service.ReleaseAsync(Some.Key, grant.LeaseId)).Outcome);
    }

    [Fact]
    public async Task Actor_OfAHeldLock_Stays()
    {
        await _service.AcquireAsync(Some.Key, Some.LockRequest(1, ttl: 600));
        _clock.Advance(500);
        Assert.Equal(1, _service.ActorCount);
    }

    [Fact]
    public async Task Actor_ThatRemembersACancel_Stays()
    {
        _clock.Advance(30);
        await _service.CancelAsync(Some.Key, Some.Request(1));
        _clock.Advance(29);
        Assert.Equal(LockOutcome.Ended, (await _service.AcquireAsync(Some.Key, Some.LockRequest(1))).Outcome);
    }

    [Fact]
    public async Task Tokens_AfterTheActorWasDropped_GrowEvenIfTheWallClockSteppedBack()
    {
        var before = (await PairAsync(1)).Token;
        _clock.Advance(130);
        Assert.Equal(0, _service.ActorCount);
        _clock.StepWall(TimeSpan.FromDays(-1));

        Assert.True((await PairAsync(2)).Token > before);
    }

    [Fact]
    public async Task Successor_OfARetiredActor_KnowsEveryTokenUsedMeanwhile()
    {
        LockActor? retired = null;
        var actor = new LockActor(Some.Key, LockLimits.Default, NoLeaseStore.Instance, _service, _clock);
        Assert.True(actor.TryRetire(TimeSpan.Zero, gone => retired = gone));
        Assert.Same(actor, retired);
        var between = (await PairAsync(1)).Token;
        _clock.Advance(130);
        Assert.Equal(0, _service.ActorCount);
        _clock.StepWall(TimeSpan.FromDays(-1));

        var late = await actor.AcquireAsync(Some.LockRequest(2)).Soon();

        Assert.True(late.Grant!.Token > between);
        Assert.Equal(LockOutcome.Busy, (await _service.AcquireAsync(Some.Key, Some.LockRequest(3))).Outcome);
    }

    [Fact]
    public async Task Successor_OfARetiredActor_AnswersEveryVerb()
    {
        var host = new HandOverHost(_clock);
        var old = host.NewActor();
        Assert.True(old.TryRetire(TimeSpan.Zero, _ => host.Current = host.NewActor()));
        Assert.False(old.TryRetire(TimeSpan.Zero, _ => { }));

        var grant = (await old.AcquireAsync(Some.LockRequest(1)).Soon()).Grant!;

        Assert.Equal(LockState.Held, host.Current!.Snapshot(withWaiters: false).State);
        Assert.Equal(RenewOutcome.Renewed, (await old.RenewAsync(grant.LeaseId, grant.Ttl).Soon()).Outcome);
        Assert.Equal(RenewOutcome.Renewed, (await old.ConfirmAsync(grant.LeaseId).Soon()).Outcome);
        Assert.Equal(ReleaseOutcome.Released, (await old.ReleaseAsync(grant.LeaseId).Soon()).Outcome);
        Assert.Equal(LockState.Free, host.Current.Snapshot(withWaiters: false).State);
    }

    [Fact]
    public async Task Actor_WithoutASuccessor_GoesOnItself()
    {
        var host = new HandOverHost(_clock);
        var actor = host.NewActor();
        host.Current = actor;
        Assert.True(actor.TryRetire(TimeSpan.Zero, _ => { }));
        Assert.True((await actor.AcquireAsync(Some.LockRequest(1)).Soon()).IsGranted);
    }

    private async Task<LockGrant> PairAsync(int number)
    {
        var grant = (await _service.AcquireAsync(Some.Key, Some.LockRequest(number)).Soon()).Grant!;
        await _service.ReleaseAsync(Some.Key, grant.LeaseId);
        return grant;
    }

    private sealed class HandOverHost(TimeProvider time) : IActorHost, IActorSuccession
    {
        public LockActor? Current { get; set; }

        public LockActor NewActor() => new(Some.Key, LockLimits.Default, NoLeaseStore.Instance, this, time);

        public void WakeAt(LockActor actor, TimeSpan due)
        {
        }

        public void BecameFree(LockActor actor, TimeSpan due)
        {
        }

        public LockActor Successor(LockActor retired) => Current!;

        public void OnFault(LockActor broken) => Assert.Fail("no actor breaks here");
    }
}
