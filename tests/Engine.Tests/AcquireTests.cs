using LockActors.TestKit;

namespace LockActors.Engine.Tests;

public class AcquireTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void Acquire_WhenFree_GrantsFromBeforeTheStoreWasAsked()
    {
        var rig = new Rig(manualStore: true);
        var asked = rig.Now;
        Assert.Empty(rig.Acquire(1, ttl: 10));
        rig.Freeze(0.2);

        var grant = rig.Placed().To(1, AnswerKind.Granted);

        Assert.Equal(Some.Lease(1), grant.Lease);
        Assert.Equal(asked, grant.CountedFrom);
        Assert.Equal(TimeSpan.FromSeconds(10), grant.ValidFor);
        Assert.True(grant.Confirmed);
        Assert.Equal(Drift.GrantorDeadline(rig.Now, TimeSpan.FromSeconds(10)), rig.Deadline);
    }

    [Fact]
    public void Acquire_BeforeTheStoreTookTheLease_IsNotAnswered()
    {
        var rig = new Rig(manualStore: true);
        Assert.Empty(rig.Acquire(1));
        Assert.Equal(LockState.Granting, rig.Snapshot().State);
        Assert.Empty(rig.Advance(5));
    }

    [Fact]
    public void Acquire_WhenHeld_EnqueuesWaiterInFifoOrder()
    {
        _rig.Acquire(1);
        Assert.Empty(_rig.Acquire(2, wait: 10));
        Assert.Empty(_rig.Acquire(3, wait: 10));

        Assert.Equal([1, 2], _rig.Snapshot().Waiters.Select(waiter => waiter.Position));
        _rig.Release(1).To(2, AnswerKind.Granted);
        _rig.Release(2).To(3, AnswerKind.Granted);
    }

    [Fact]
    public void Acquire_WhenHeldAndNotWilling_IsBusyWithThePlaceItWouldHave()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 10);
        Assert.Equal(2, _rig.Acquire(3).Only(AnswerKind.Busy).Position);
    }

    [Fact]
    public void Acquire_WhenOnlyWaitersStand_TryDoesNotOvertake()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1, wait: 10);
        rig.Failed();
        rig.Acquire(2, wait: 10);
        rig.Advance(0.04);

        rig.Acquire(3).Only(AnswerKind.Unavailable);
    }

    [Fact]
    public void Acquire_WhenWaitEnds_TimesOutAndStaysOver()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 3);
        Assert.Empty(_rig.Advance(2.99));

        _rig.Advance(0.01).To(2, AnswerKind.TimedOut);
        _rig.Acquire(2, wait: 3).Only(AnswerKind.TimedOut);
        Assert.Equal(0, _rig.Snapshot().WaiterCount);
    }

    [Fact]
    public void Acquire_WhenHoldIsShorterThanWait_AnswersQueuedAndKeepsThePlace()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 20, hold: 1);
        _rig.Acquire(3, wait: 20);

        Assert.Equal(1, _rig.Advance(1).To(2, AnswerKind.Queued).Position);
        Assert.Empty(_rig.Acquire(2, wait: 20, hold: 1));
        _rig.Release(1).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Acquire_WhenPolled_AnswersQueuedAtOnceAndPushesTheGrant()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 20, hold: 0).Only(AnswerKind.Queued);

        Assert.True(_rig.Release(1).To(2, AnswerKind.Granted).Call.IsNone);
        _rig.Acquire(2, wait: 20, hold: 0).Only(AnswerKind.Granted);
    }

    [Fact]
    public void Acquire_SameRequestAgain_GetsTheSameGrant()
    {
        var first = _rig.Acquire(1).Only(AnswerKind.Granted);
        _rig.Advance(1);

        var second = _rig.Acquire(1, lease: 99).Only(AnswerKind.Granted);

        Assert.Equal((first.Lease, first.Token, first.CountedFrom), (second.Lease, second.Token, second.CountedFrom));
        Assert.Equal(1, _rig.Snapshot().Holder!.HoldCount);
    }

    [Fact]
    public void Acquire_SameRequestAgainInTheQueue_KeepsOnePlaceAndSupersedesTheCall()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 10);
        var superseded = _rig.LastCall;
        _rig.Acquire(3, wait: 10);

        var answer = _rig.Acquire(2, wait: 10, lease: 99).Only(AnswerKind.Queued);

        Assert.Equal((new CallId(superseded), 1), (answer.Call, answer.Position));
        Assert.Equal(2, _rig.Snapshot().WaiterCount);
        var granted = _rig.Release(1).To(2, AnswerKind.Granted);
        Assert.Equal(Some.Lease(2), granted.Lease);
        Assert.Equal(_rig.LastCall - 1, granted.Call.Value);
    }

    [Fact]
    public void Acquire_SameRequestWhileItsLeaseIsOnTheWay_SupersedesTheCall()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1, wait: 10);
        rig.Acquire(1, wait: 10, lease: 99).Only(AnswerKind.Queued);

        var granted = rig.Placed().To(1, AnswerKind.Granted);

        Assert.Equal((Some.Lease(1), rig.LastCall), (granted.Lease, granted.Call.Value));
    }

    [Fact]
    public void Acquire_SameRequestAfterItsLeaseEnded_IsToldHow()
    {
        _rig.Acquire(1, ttl: 1);
        _rig.Advance(2);
        Assert.Equal(EndReason.Expired, _rig.Acquire(1).Only(AnswerKind.Ended).Reason);
        _rig.Acquire(2);
        _rig.Release(2);
        Assert.Equal(EndReason.Released, _rig.Acquire(2).Only(AnswerKind.Ended).Reason);
    }

    [Fact]
    public void Acquire_WhenQueueIsFull_IsRejectedWithTheLimit()
    {
        var rig = new Rig(LockLimits.Default with { MaxWaiters = 1 });
        rig.Acquire(1);
        rig.Acquire(2, wait: 10);

        var violation = rig.Acquire(3, wait: 10).Only(AnswerKind.Rejected).Violation!;

        Assert.Equal((LimitViolation.Waiters, true), (violation.Field, violation.MayPass));
        Assert.Contains("the limit is 1", violation.Message, StringComparison.Ordinal);
        rig.Release(1).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Acquire_WhileAReleaseSettlesWhereWaitersAreNotAllowed_IsBusyNotRejected()
    {
        var rig = new Rig(LockLimits.Default with { MaxWaiters = 0 }, manualStore: true);
        rig.Acquire(1);
        rig.Placed();
        rig.Release(1);

        rig.Acquire(2).Only(AnswerKind.Busy);
    }

    [Fact]
    public void Acquire_WhileAReleaseSettles_TryWaitsForThatMuchOnly()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1);
        rig.Placed();
        rig.Release(1);
        Assert.Equal(StoreVerb.Remove, rig.Effect.Verb);

        Assert.Empty(rig.Acquire(2));
        Assert.Empty(rig.Placed());
        rig.Placed().To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Acquire_WhileAReleasedLeaseIsStillBeingExtended_TryWaitsForThatMuchOnly()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1);
        rig.Placed();
        rig.Renew(1);
        rig.Release(1);

        Assert.Empty(rig.Acquire(2));
        Assert.Empty(rig.Placed());
        rig.Placed().To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Acquire_WhileAReleaseSettlesAndTheStoreFails_TryIsUnavailable()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1);
        rig.Placed();
        rig.Release(1);
        rig.Acquire(2);

        rig.Failed().To(2, AnswerKind.Unavailable);
    }

    [Fact]
    public void Acquire_TryAgainWhileAReleaseSettles_StillDoesNotQueue()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1);
        rig.Placed();
        rig.Release(1);
        rig.Acquire(2);
        rig.Acquire(2);
        var call = rig.LastCall;
        rig.Placed();

        Assert.Equal(call, rig.Placed().To(2, AnswerKind.Granted).Call.Value);
    }

    [Fact]
    public void Acquire_ByACallThatIsNotListenedTo_DoesNotHoldItsPlaceForEver()
    {
        _rig.Acquire(1, ttl: 60);
        var request = new LockRequest
        {
            Id = Some.Request(2),
            Ttl = TimeSpan.FromSeconds(30),
            Wait = TimeSpan.FromHours(1),
            Hold = TimeSpan.FromHours(1),
            TokenBlock = 1,
        };
        _rig.Machine.Acquire(default, request, Some.Lease(2), _rig.Moment);
        _rig.Advance(0);
        _rig.Expire();

        _rig.Advance(6);
        Assert.Equal(0, _rig.Snapshot().WaiterCount);
    }
}
