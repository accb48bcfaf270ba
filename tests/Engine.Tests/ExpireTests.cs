using LockActors.TestKit;

namespace LockActors.Engine.Tests;

public class ExpireTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void Expire_ComesAfterTtlAndDrift_NotBefore()
    {
        var holder = _rig.Acquire(1, ttl: 10).Only(AnswerKind.Granted);
        _rig.Acquire(2, wait: 60);
        var deadline = Drift.GrantorDeadline(_rig.Now, TimeSpan.FromSeconds(10));
        Assert.True(holder.ValidUntil() < deadline);

        _rig.Now = deadline - TimeSpan.FromTicks(1);
        Assert.Empty(_rig.Expire());
        _rig.Now = deadline;
        _rig.Expire().To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Expire_HappensInEveryCommand_WithoutAnExpireOfItsOwn()
    {
        _rig.Acquire(1, ttl: 1);
        _rig.Freeze(2);
        _rig.Acquire(2).Only(AnswerKind.Granted);
    }

    [Fact]
    public void Expire_WhenNothingIsDue_HasNoDeadline()
    {
        _rig.Acquire(1);
        _rig.Release(1);
        _rig.Advance(100);
        Assert.Equal(Decision.NoDeadline, _rig.Deadline);
    }

    [Fact]
    public void Expire_GivesTheLockToTheNextWithoutReplacing()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1, ttl: 1);
        rig.Placed();
        rig.Acquire(2, wait: 10);
        rig.Advance(2);
        Assert.Equal(StoreVerb.Place, rig.Effect.Verb);
    }

    [Fact]
    public void LockDelay_AfterExpiry_PausesGrants()
    {
        var rig = new Rig(LockLimits.Default with { LockDelay = TimeSpan.FromSeconds(5) });
        rig.Acquire(1, ttl: 1);
        rig.Acquire(2, wait: 60);
        Assert.Empty(rig.Advance(6));
        Assert.Equal(LockState.Paused, rig.Snapshot().State);
        rig.Acquire(3).Only(AnswerKind.Busy);
        rig.Advance(0.1).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void LockDelay_AfterAnUnconfirmedGrant_IsWaitedForWithoutSpinning()
    {
        var rig = new Rig(LockLimits.Default with { LockDelay = TimeSpan.FromSeconds(5) });
        rig.Acquire(1);
        rig.Acquire(2, wait: 60, confirm: true);
        rig.Acquire(3, wait: 60);
        rig.Release(1);
        rig.Advance(3);

        Assert.True(rig.Deadline > rig.Now, $"at {rig.Now} the deadline is {rig.Deadline}, and nothing is due");
        rig.Advance(5).To(3, AnswerKind.Granted);
    }

    [Fact]
    public void LockDelay_AfterARelease_DoesNotPause()
    {
        var rig = new Rig(LockLimits.Default with { LockDelay = TimeSpan.FromSeconds(5) });
        rig.Acquire(1);
        rig.Acquire(2, wait: 60);
        rig.Release(1).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Waiter_ThatStopsPolling_IsDroppedAndToldSo()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 60, hold: 0);
        _rig.Acquire(3, wait: 60);
        _rig.Advance(6);

        Assert.Equal(1, _rig.Snapshot().WaiterCount);
        Assert.Equal(EndReason.Dropped, _rig.Acquire(2, wait: 60, hold: 0).Only(AnswerKind.Ended).Reason);
        _rig.Release(1).To(3, AnswerKind.Granted);
    }

    [Fact]
    public void Waiter_ThatPolls_KeepsItsPlace()
    {
        _rig.Acquire(1, ttl: 120);
        for (var poll = 0; poll < 10; poll++)
        {
            _rig.Acquire(2, wait: 100, hold: 0).Only(AnswerKind.Queued);
            _rig.Advance(5.9);
        }

        _rig.Release(1).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Waiter_WithAnOpenCall_NeedsNoPoll()
    {
        _rig.Acquire(1, ttl: 120);
        _rig.Acquire(2, wait: 100);
        Assert.Empty(_rig.Advance(99));
    }

    [Fact]
    public void Waiter_AfterAPauseOfTheProcess_IsForgivenItsSilence()
    {
        _rig.Acquire(1, ttl: 120);
        _rig.Acquire(2, wait: 100, hold: 0);
        _rig.Advance(1);
        _rig.Freeze(20);
        _rig.Expire();

        _rig.Advance(5);
        _rig.Acquire(2, wait: 100, hold: 0).Only(AnswerKind.Queued);
        _rig.Advance(6);
        Assert.Equal(0, _rig.Snapshot().WaiterCount);
    }

    [Fact]
    public void Waiter_AfterAPauseThatEndedBeforeItsTime_IsForgivenToo()
    {
        _rig.Acquire(1, ttl: 1);
        _rig.Acquire(2, wait: 60);
        _rig.Acquire(3, wait: 60, hold: 0);
        _rig.Advance(0.5);
        _rig.Freeze(5.4);
        _rig.Expire().To(2, AnswerKind.Granted);

        _rig.Advance(1);
        Assert.Equal(1, _rig.Snapshot().WaiterCount);
    }

    [Fact]
    public void Waiter_ThatIsDead_IsForgivenOnlyOnceByAProcessThatIsAlwaysLate()
    {
        _rig.Acquire(1, ttl: 120);
        _rig.Acquire(2, wait: 100, hold: 0);
        _rig.Advance(1);
        for (var late = 0; late < 2; late++)
        {
            _rig.Now = _rig.Deadline + TimeSpan.FromSeconds(0.6);
            _rig.Expire();
        }

        Assert.Equal(0, _rig.Snapshot().WaiterCount);
    }

    [Fact]
    public void Waiter_InTime_IsNotForgivenAnything()
    {
        _rig.Acquire(1, ttl: 120);
        _rig.Acquire(2, wait: 100, hold: 0);
        _rig.Advance(1);
        _rig.Freeze(5.4);
        _rig.Expire();
        Assert.Equal(0, _rig.Snapshot().WaiterCount);
    }

    [Fact]
    public void Waiter_WhoseWaitEndsWhileItsLeaseIsOnTheWay_IsGrantedOrTimesOutOnce()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1, wait: 1);
        Assert.Empty(rig.Advance(3));
        Assert.Empty(rig.Failed());
        rig.Advance(0).To(1, AnswerKind.Unavailable);
        rig.Advance(1);
        Assert.Equal((StoreVerb.Remove, Some.Lease(1)), (rig.Effect.Verb, rig.Effect.Lease));
    }
}
