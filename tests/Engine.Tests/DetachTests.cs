using LockActors.TestKit;

namespace LockActors.Engine.Tests;

/// <summary>A waiter whose connection broke may come back; one that does not come back costs little.</summary>
public class DetachTests
{
    private static readonly TimeSpan Liveness = LockLimits.Default.LivenessWindow;
    private static readonly TimeSpan Window = LockLimits.Default.ConfirmWindow;

    private readonly Rig _rig = new();

    [Fact]
    public void Waiter_Detached_KeepsItsPlaceForTheLivenessWindow()
    {
        _rig.Acquire(1);
        var call = Waits(2);
        Waits(3);

        Assert.Equal(1, _rig.Detach(call, 2).Only(AnswerKind.Queued).Position);

        _rig.AdvanceTo(_rig.Now + Liveness - TimeSpan.FromSeconds(0.1));
        Assert.Equal([false, true], _rig.Snapshot().Waiters.Select(waiter => waiter.Connected));
        _rig.Advance(0.1);
        Assert.Equal(1, _rig.Snapshot().WaiterCount);
        Assert.Equal(EndReason.Dropped, _rig.Acquire(2, wait: 60).Only(AnswerKind.Ended).Reason);
    }

    [Fact]
    public void Waiter_ThatComesBack_IsGrantedFirstAndInFull()
    {
        _rig.Acquire(1);
        _rig.Detach(Waits(2), 2);
        Waits(3);
        Assert.Empty(_rig.Acquire(2, wait: 60));

        var granted = _rig.Release(1).To(2, AnswerKind.Granted);

        Assert.True(granted.Confirmed);
        Assert.Equal(_rig.LastCall - 1, granted.Call.Value);
    }

    [Fact]
    public void Waiter_Detached_LeavesTheLockToTheNextRequest()
    {
        _rig.Acquire(1);
        _rig.Detach(Waits(2), 2);

        Assert.DoesNotContain(_rig.Release(1), answer => answer.Kind == AnswerKind.Granted);

        Assert.Equal((LockState.Free, 1), (_rig.Snapshot().State, _rig.Snapshot().WaiterCount));
        Assert.True(_rig.Acquire(3).Only(AnswerKind.Granted).Confirmed);
        Assert.Empty(_rig.Acquire(2, wait: 60));
        _rig.Release(3).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Waiter_Detached_IsPassedOverWhileAnotherIsConnected()
    {
        _rig.Acquire(1);
        _rig.Detach(Waits(2), 2);
        _rig.Detach(Waits(3), 3);
        Waits(4);

        Assert.False(_rig.Release(1).To(4, AnswerKind.Granted).Call.IsNone);

        Assert.Equal(2, _rig.Snapshot().WaiterCount);
        Assert.Empty(_rig.Acquire(2, wait: 60));
        Assert.False(_rig.Release(4).To(2, AnswerKind.Granted).Call.IsNone);
    }

    [Fact]
    public void Release_WithOnlyDetachedWaiters_RemovesTheLeaseFromTheStore()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1);
        rig.Placed();
        rig.Acquire(2, wait: 60);
        rig.Detach(new CallId(rig.LastCall), 2);

        rig.Release(1);

        Assert.Equal((StoreVerb.Remove, Some.Lease(1)), (rig.Effect.Verb, rig.Effect.Lease));
        rig.Placed();
        rig.Acquire(2, wait: 60);
        Assert.Equal(StoreVerb.Place, rig.Effect.Verb);
    }

    [Fact]
    public void Waiter_ThatPolls_IsDetachedByItsRequest()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 60, hold: 0);
        Waits(3);

        Assert.Empty(_rig.Detach(default, 2));

        _rig.Release(1).To(3, AnswerKind.Granted);
    }

    [Fact]
    public void Waiter_ThatComesBackToAFreeLock_IsGrantedInFull()
    {
        _rig.Acquire(1);
        _rig.Detach(Waits(2), 2);
        _rig.Release(1);
        _rig.Advance(1);

        var granted = _rig.Acquire(2, wait: 60).Only(AnswerKind.Granted);

        Assert.Equal((true, TimeSpan.FromSeconds(30)), (granted.Confirmed, granted.ValidFor));
        Assert.Empty(_rig.Advance(28));
        Assert.Equal(LockState.Held, _rig.Snapshot().State);
    }

    [Fact]
    public void Grant_WhoseAnswerWasLost_HoldsForTheConfirmWindow()
    {
        var call = _rig.Acquire(1).Only(AnswerKind.Granted).Call;
        Waits(2);

        Assert.Empty(_rig.Detach(call, 1));

        _rig.AdvanceTo(Drift.GrantorDeadline(_rig.Now, Window)).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Grant_ThatWasReadByALaterCall_IsNotShortenedByTheEarlier()
    {
        var lost = _rig.Acquire(1).Only(AnswerKind.Granted).Call;
        _rig.Acquire(1).Only(AnswerKind.Granted);

        Assert.Empty(_rig.Detach(lost, 1));

        Assert.Equal(Drift.GrantorDeadline(_rig.Now, TimeSpan.FromSeconds(30)), _rig.Deadline);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Grant_WhoseHolderSpokeSince_IsNotShortened(bool renews)
    {
        var call = _rig.Acquire(1).Only(AnswerKind.Granted).Call;
        _ = renews ? _rig.Renew(1) : _rig.Confirm(1);

        Assert.Empty(_rig.Detach(call, 1));

        Assert.Equal(Drift.GrantorDeadline(_rig.Now, TimeSpan.FromSeconds(30)), _rig.Deadline);
    }

    [Fact]
    public void Grant_WhoseOwnerHoldsTheLockByAnotherRequest_IsNotShortened()
    {
        var call = _rig.Acquire(1, scope: "a").Only(AnswerKind.Granted).Call;
        _rig.Acquire(2, scope: "a").Only(AnswerKind.Granted);
        _rig.Release(1, hold: 1);

        Assert.Empty(_rig.Detach(call, 1));

        Assert.Equal(Drift.GrantorDeadline(_rig.Now, TimeSpan.FromSeconds(30)), _rig.Deadline);
    }

    [Fact]
    public void Call_ThatAnotherOfItsRequestReplaced_IsNotMissed()
    {
        _rig.Acquire(1);
        var first = Waits(2);
        Waits(2);

        Assert.Empty(_rig.Detach(first, 2));

        Assert.True(Assert.Single(_rig.Snapshot().Waiters).Connected);
        Assert.True(_rig.Release(1).To(2, AnswerKind.Granted).Confirmed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public void Candidate_DetachedOnItsWayIntoTheStore_IsGrantedForTheConfirmWindow(double wait)
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1, wait);
        rig.Detach(new CallId(rig.LastCall), 1).Only(AnswerKind.Queued);

        var granted = rig.Placed().Only(AnswerKind.Granted);

        Assert.Equal((true, false, Window), (granted.Call.IsNone, granted.Confirmed, granted.ValidFor));
    }

    [Fact]
    public void Waiter_Detached_LeavesAtOnceWhenItIsCancelled()
    {
        _rig.Acquire(1);
        _rig.Detach(Waits(2), 2);

        _rig.Cancel(2).Only(AnswerKind.Cancelled);

        Assert.Equal(0, _rig.Snapshot().WaiterCount);
    }

    private CallId Waits(int request)
    {
        _rig.Acquire(request, wait: 60);
        return new CallId(_rig.LastCall);
    }
}
