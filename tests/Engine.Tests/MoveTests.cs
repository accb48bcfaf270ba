using LockActors.TestKit;

namespace LockActors.Engine.Tests;

public class MoveTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void Move_OfAQueue_KeepsItsOrderAndWhatEachHasWaited()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 60, hold: 0);
        _rig.Acquire(3, wait: 60, hold: 0);
        _rig.Advance(1);

        _rig.Move(seconds: 0.5, clocksDiffer: 5_000);

        var waiters = _rig.Snapshot().Waiters;
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)], waiters.Select(waiter => waiter.WaitedFor));
        Assert.Equal([TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(59)], waiters.Select(waiter => waiter.WaitLeft));
        _rig.Acquire(3, wait: 60, hold: 0).To(3, AnswerKind.Queued);
        Assert.Equal(3, _rig.Acquire(4, wait: 60, hold: 0).To(4, AnswerKind.Queued).Position);
        _rig.Release(1).To(2, AnswerKind.Granted);
        _rig.Release(2).To(3, AnswerKind.Granted);
    }

    [Fact]
    public void Move_OfAHeldLock_LetsItsHolderGoOnWithTheSameToken()
    {
        var granted = _rig.Acquire(1, ttl: 10).Only(AnswerKind.Granted);
        _rig.Advance(4);

        _rig.Move();

        var holder = _rig.Snapshot().Holder!;
        Assert.Equal((granted.Token, TimeSpan.FromSeconds(4)), (holder.Token, holder.HeldFor));
        _rig.Renew(1, ttl: 10).Only(AnswerKind.Renewed);
        _rig.Release(1).Only(AnswerKind.Released);
        Assert.True(_rig.Acquire(2).Only(AnswerKind.Granted).Token > granted.Token);
    }

    [Fact]
    public void Move_OfAHeldLock_EndsItNoEarlierThanTheHoldersValidity()
    {
        var granted = _rig.Acquire(1, ttl: 10).Only(AnswerKind.Granted);
        _rig.Advance(4);
        _rig.Move(seconds: 2);
        _rig.Acquire(2, wait: 60);

        _rig.AdvanceTo(granted.ValidUntil());
        Assert.Equal(LockState.Held, _rig.Snapshot().State);
        Assert.Single(_rig.Advance(4), answer => answer.Kind == AnswerKind.Granted);
    }

    [Fact]
    public void Move_OfAPushedGrant_LeavesItToBeConfirmed()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 60, hold: 0, confirm: true);
        _rig.Release(1);
        Assert.False(_rig.Snapshot().Holder!.Confirmed);

        _rig.Move();
        Assert.False(_rig.Snapshot().Holder!.Confirmed);
        _rig.Confirm(2).Only(AnswerKind.Renewed);

        _rig.Advance(20);
        Assert.Equal(LockState.Held, _rig.Snapshot().State);
    }

    [Fact]
    public void Move_OfAPushedGrantNeverConfirmed_CostsTheNextTheWindow()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 60, hold: 0, confirm: true);
        _rig.Release(1);
        _rig.Advance(0.1);
        _rig.Acquire(3, wait: 60, hold: 0);

        _rig.Move();

        Assert.Single(_rig.Advance(2.1), answer => answer.Request == Some.Request(3));
    }

    [Fact]
    public void Move_LeavesTheOrderAsItIs_WhateverAPollSaysOfItsWait()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 60, hold: 0);
        _rig.Acquire(3, wait: 60, hold: 0);

        _rig.Move();

        _rig.Advance(0.1);
        Assert.Equal(2, _rig.Acquire(3, wait: 60, hold: 0, waited: 30).Only(AnswerKind.Queued).Position);
        _rig.Release(1).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Move_AfterARequestEnded_StillTellsSo()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 60, hold: 0);
        _rig.Cancel(2);
        _rig.Revoke();

        _rig.Move();

        Assert.Equal(EndReason.Cancelled, _rig.Acquire(2, wait: 60).Only(AnswerKind.Ended).Reason);
        Assert.Equal(EndReason.Revoked, _rig.Renew(1).Only(AnswerKind.Lost).Reason);
    }

    [Fact]
    public void Move_OfAReenteredLock_KeepsAllItsHolds()
    {
        _rig.Acquire(1, scope: "a");
        _rig.Acquire(2, scope: "a");

        _rig.Move();

        Assert.Equal(2, _rig.Snapshot().Holder!.HoldCount);
        _rig.Release(1, hold: 1).Only(AnswerKind.Released);
        _rig.Release(1, hold: 2).Only(AnswerKind.Released);
        Assert.Equal(LockState.Free, _rig.Snapshot().State);
    }

    [Fact]
    public void Freeze_WhileAPlacingIsUnderWay_LetsItEndAndStartsNoOther()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1, wait: 60, hold: 0);
        rig.Acquire(2, wait: 60, hold: 0);
        rig.Machine.Freeze();

        rig.Placed().To(1, AnswerKind.Granted);
        rig.Release(1);

        Assert.Equal(StoreVerb.None, rig.Effect.Verb);
        rig.Move();
        Assert.Equal(
            (StoreVerb.Replace, Some.Lease(2), Some.Lease(1)), (rig.Effect.Verb, rig.Effect.Lease, rig.Effect.Old));
    }
}
