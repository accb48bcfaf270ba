using LockActors.TestKit;

namespace LockActors.Engine.Tests;

public class ReentrancyTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void Acquire_OfTheSameScope_ReentersWithTheSameToken()
    {
        var first = _rig.Acquire(1, scope: "a").Only(AnswerKind.Granted);
        var second = _rig.Acquire(2, scope: "a").Only(AnswerKind.Granted);

        Assert.Equal((first.Lease, first.Token), (second.Lease, second.Token));
        Assert.Equal(2, _rig.Snapshot().Holder!.HoldCount);
    }

    [Fact]
    public void Acquire_OfTheSameScope_IsGrantedAfterTheStoreKnowsThatItReentered()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1, scope: "a");
        Assert.False(rig.Effect.IsReentered);
        rig.Placed();
        Assert.Empty(rig.Acquire(2, scope: "a"));
        Assert.Equal((StoreVerb.Extend, true), (rig.Effect.Verb, rig.Effect.IsReentered));

        rig.Placed().To(2, AnswerKind.Granted);
        rig.Acquire(3, scope: "a").Only(AnswerKind.Granted);
        rig.Release(1, hold: 2);
        rig.Release(1, hold: 3);
        rig.Renew(1);
        Assert.True(rig.Effect.IsReentered);
    }

    [Fact]
    public void Acquire_OfTheSameScopeWhenTheStoreDoesNotAnswer_IsUnavailableAndCanBeUndone()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1, scope: "a");
        rig.Placed();
        rig.Acquire(2, scope: "a");
        rig.Failed().To(2, AnswerKind.Unavailable);
        rig.Cancel(2).Only(AnswerKind.Cancelled);
        Assert.Equal(1, rig.Snapshot().Holder!.HoldCount);
    }

    [Fact]
    public void Grant_ToAWaiterThatMustConfirm_IsNotConfirmedByTheScopesOtherWaiters()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 60, scope: "b", confirm: true);
        _rig.Acquire(3, wait: 60, scope: "b", confirm: true);
        _rig.Acquire(4, wait: 60);
        var answers = _rig.Release(1);

        Assert.False(answers.To(2, AnswerKind.Granted).Confirmed);
        Assert.False(answers.To(3, AnswerKind.Granted).Confirmed);
        _rig.Advance(2.1).To(4, AnswerKind.Granted);
    }

    [Fact]
    public void Acquire_WithoutAScope_NeverReenters()
    {
        _rig.Acquire(1);
        _rig.Acquire(2).Only(AnswerKind.Busy);
    }

    [Fact]
    public void Acquire_BeyondMaxHolds_IsRejectedWithTheLimit()
    {
        var rig = new Rig(LockLimits.Default with { MaxHolds = 1 });
        rig.Acquire(1, scope: "a");

        var violation = rig.Acquire(2, scope: "a").Only(AnswerKind.Rejected).Violation!;

        Assert.Equal("reentrancyScope", violation.Field);
        Assert.Contains("the limit is 1", violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grant_WhenTheScopeHasMoreWaiters_AdmitsThemTogetherPastOthers()
    {
        _rig.Acquire(1, scope: "a");
        _rig.Acquire(2, wait: 10, scope: "b");
        _rig.Acquire(3, wait: 10, scope: "c");
        _rig.Acquire(4, wait: 10, scope: "b");

        var answers = _rig.Release(1);

        Assert.Equal(answers.To(2, AnswerKind.Granted).Token, answers.To(4, AnswerKind.Granted).Token);
        Assert.Equal(1, _rig.Snapshot().WaiterCount);
        Assert.DoesNotContain(_rig.Release(2, hold: 2), answer => answer.Kind == AnswerKind.Granted);
        _rig.Release(2, hold: 4).To(3, AnswerKind.Granted);
    }

    [Fact]
    public void Grant_WhenMaxHoldsIsReached_LeavesTheRestInTheQueue()
    {
        var rig = new Rig(LockLimits.Default with { MaxHolds = 2 });
        rig.Acquire(1);
        rig.Acquire(2, wait: 10, scope: "b");
        rig.Acquire(3, wait: 10, scope: "b");
        rig.Acquire(4, wait: 10, scope: "b");
        rig.Release(1);

        Assert.Equal(2, rig.Snapshot().Holder!.HoldCount);
        Assert.Equal(1, rig.Snapshot().WaiterCount);
    }

    [Fact]
    public void Release_OfOneHoldOfSeveral_KeepsTheLease()
    {
        _rig.Acquire(1, scope: "a");
        _rig.Acquire(2, scope: "a");
        _rig.Acquire(3, wait: 10);

        Assert.Equal(1, _rig.Release(1, hold: 2).Only(AnswerKind.Released).HoldsLeft);
        Assert.Equal(1, _rig.Snapshot().WaiterCount);
        _rig.Release(1, hold: 1).To(3, AnswerKind.Granted);
    }

    [Fact]
    public void Release_OfOneHoldOfSeveralRepeated_AnswersTheSameAndTakesNoOtherHold()
    {
        _rig.Acquire(1, scope: "a");
        _rig.Acquire(2, scope: "a");
        _rig.Acquire(3, scope: "a");
        _rig.Release(1, hold: 3);
        _rig.Release(1, hold: 2);

        Assert.Equal(1, _rig.Release(1, hold: 3).Only(AnswerKind.Released).HoldsLeft);
        Assert.Equal(1, _rig.Release(1, hold: 2).Only(AnswerKind.Released).HoldsLeft);
    }

    [Fact]
    public void Acquire_AgainAfterItsHoldOfSeveralWasReleased_DoesNotHoldAgain()
    {
        _rig.Acquire(1, scope: "a");
        _rig.Acquire(2, scope: "a");
        _rig.Release(1, hold: 2);

        Assert.Equal(EndReason.Released, _rig.Acquire(2, scope: "a").Only(AnswerKind.Ended).Reason);
        Assert.Equal(1, _rig.Snapshot().Holder!.HoldCount);
    }

    [Fact]
    public void Release_WithoutAHold_TakesTheNewest()
    {
        _rig.Acquire(1, scope: "a");
        _rig.Acquire(2, scope: "a");
        _rig.Release(1, hold: 1);
        _rig.Acquire(3, scope: "a");

        _rig.Release(1);

        _rig.Acquire(2, scope: "a").Only(AnswerKind.Granted);
        _rig.Acquire(3, scope: "a").Only(AnswerKind.Ended);
    }

    [Fact]
    public void Release_OfAHoldThatIsNotThere_ReleasesNothing()
    {
        _rig.Acquire(1, scope: "a");
        _rig.Acquire(2, scope: "a");
        _rig.Release(1, hold: 1);

        _rig.Release(1, hold: 9).Only(AnswerKind.NotHeld);
        var none = _rig.Machine.Release(new CallId(999), Some.Lease(1), default(RequestId), _rig.Moment).Answers[0];
        Assert.Equal(AnswerKind.NotHeld, none.Kind);
        Assert.Equal(1, _rig.Snapshot().Holder!.HoldCount);
    }

    [Fact]
    public void Lease_WhenItEndsWithSeveralHolds_EndsAllOfThem()
    {
        _rig.Acquire(1, scope: "a", ttl: 1);
        _rig.Acquire(2, scope: "a", ttl: 1);
        _rig.Advance(2);

        Assert.Equal(EndReason.Expired, _rig.Acquire(1, scope: "a").Only(AnswerKind.Ended).Reason);
        Assert.Equal(EndReason.Expired, _rig.Acquire(2, scope: "a").Only(AnswerKind.Ended).Reason);
    }
}
