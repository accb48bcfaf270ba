using LockActors.TestKit;

namespace LockActors.Engine.Tests;

public class ConfirmTests
{
    private static readonly TimeSpan Window = LockLimits.Default.ConfirmWindow;

    private readonly Rig _rig = new();

    [Fact]
    public void Grant_ToAWaiterThatMustConfirm_HoldsForTheWindowOnly()
    {
        var granted = GrantedToWaiter();

        Assert.False(granted.Confirmed);
        Assert.Equal(Window, granted.ValidFor);
        Assert.Equal(Drift.GrantorDeadline(_rig.Now, Window), _rig.Deadline);
        Assert.Empty(_rig.Advance(Window.TotalSeconds));
        _rig.Acquire(3, wait: 5);
        _rig.Advance(0.1).To(3, AnswerKind.Granted);
        Assert.Equal(EndReason.Expired, _rig.Confirm(2).Only(AnswerKind.Lost).Reason);
    }

    [Fact]
    public void Grant_AtOnce_NeedsNoConfirmation() =>
        Assert.True(_rig.Acquire(1, confirm: true).Only(AnswerKind.Granted).Confirmed);

    [Fact]
    public void Grant_WhenTtlIsShorterThanTheWindow_HoldsForTheTtl()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 10, ttl: 1, confirm: true);

        Assert.Equal(TimeSpan.FromSeconds(1), _rig.Release(1).To(2, AnswerKind.Granted).ValidFor);
        Assert.Equal(Drift.GrantorDeadline(_rig.Now, TimeSpan.FromSeconds(1)), _rig.Deadline);
    }

    [Fact]
    public void Confirm_GivesTheFullTimeFromTheGrant()
    {
        var granted = GrantedToWaiter();
        _rig.Advance(1);

        var confirmed = _rig.Confirm(2).Only(AnswerKind.Renewed);

        Assert.Equal((granted.CountedFrom, TimeSpan.FromSeconds(30)), (confirmed.CountedFrom, confirmed.ValidFor));
        Assert.Equal(Drift.GrantorDeadline(granted.CountedFrom, TimeSpan.FromSeconds(30)), _rig.Deadline);
        _rig.Confirm(2).Only(AnswerKind.Renewed);
    }

    [Fact]
    public void Confirm_ByAskingAgain_IsAsGood()
    {
        GrantedToWaiter();
        var granted = _rig.Acquire(2, wait: 10, confirm: true).Only(AnswerKind.Granted);

        Assert.True(granted.Confirmed);
        Assert.Equal(TimeSpan.FromSeconds(30), granted.ValidFor);
        Assert.Empty(_rig.Advance(10));
    }

    [Fact]
    public void Confirm_ByRenewing_IsAsGood()
    {
        GrantedToWaiter();
        _rig.Renew(2).Only(AnswerKind.Renewed);
        _rig.Advance(10);
        Assert.Equal(LockState.Held, _rig.Snapshot().State);
    }

    [Fact]
    public void Confirm_OfAnUnknownLease_IsLost() => _rig.Confirm(7).Only(AnswerKind.Lost);

    [Fact]
    public void Expire_OfAnUnconfirmedGrant_HandsOverOnlyIfItWasNotExtended()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1);
        rig.Placed();
        rig.Acquire(2, wait: 10, confirm: true);
        rig.Acquire(3, wait: 10, confirm: true);
        rig.Release(1);
        rig.Placed().To(2, AnswerKind.Granted);
        var full = Drift.GrantorDeadline(rig.Now, TimeSpan.FromSeconds(30));

        rig.Advance(2.1);

        Assert.Equal(
            (StoreVerb.Replace, Some.Lease(2), Some.Lease(3)), (rig.Effect.Verb, rig.Effect.Old, rig.Effect.Lease));
        Assert.InRange(rig.Effect.OldLeftAtMost, full - rig.Now, full - rig.Now + TimeSpan.FromSeconds(0.2));
        rig.Refused(StoreRefusalKind.HeldByOther, heldFor: 30);
        Assert.Equal(LockState.HeldOutside, rig.Snapshot().State);
    }

    [Fact]
    public void Expire_OfAnUnconfirmedGrantWithoutASuccessor_RemovesItOnlyIfItWasNotExtended()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1);
        rig.Placed();
        rig.Acquire(2, wait: 10, confirm: true);
        rig.Release(1);
        rig.Placed().To(2, AnswerKind.Granted);

        rig.Advance(2.1);

        Assert.Equal((StoreVerb.Remove, Some.Lease(2)), (rig.Effect.Verb, rig.Effect.Lease));
        Assert.InRange(rig.Effect.OldLeftAtMost, TimeSpan.FromSeconds(28), TimeSpan.FromSeconds(29));
    }

    private Answer GrantedToWaiter()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 10, confirm: true);
        return _rig.Release(1).To(2, AnswerKind.Granted);
    }
}
