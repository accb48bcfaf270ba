using LockActors.TestKit;

namespace LockActors.Engine.Tests;

public class ReleaseTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void Release_FreesTheLock()
    {
        _rig.Acquire(1);
        Assert.Equal(0, _rig.Release(1).Only(AnswerKind.Released).HoldsLeft);
        Assert.Equal(LockState.Free, _rig.Snapshot().State);
        _rig.Acquire(2).Only(AnswerKind.Granted);
    }

    [Fact]
    public void Release_Repeated_AnswersTheSame()
    {
        _rig.Acquire(1);
        _rig.Release(1);
        _rig.Release(1).Only(AnswerKind.Released);
        _rig.Release(1, hold: 1).Only(AnswerKind.Released);
    }

    [Fact]
    public void Release_OfALeaseThatExpired_IsNotHeldAndLeavesTheNextHolderAlone()
    {
        _rig.Acquire(1, ttl: 1);
        _rig.Advance(2);
        _rig.Acquire(2);

        Assert.Equal(EndReason.Expired, _rig.Release(1).Only(AnswerKind.NotHeld).Reason);
        Assert.Equal(LockState.Held, _rig.Snapshot().State);
    }

    [Fact]
    public void Release_WithTheWrongHold_ReleasesNothing()
    {
        _rig.Acquire(1);
        _rig.Release(1, hold: 2).Only(AnswerKind.NotHeld);
        Assert.Equal(LockState.Held, _rig.Snapshot().State);
    }

    [Fact]
    public void Release_OfAForeignLease_IsNotHeld()
    {
        _rig.Acquire(1);
        _rig.Release(2).Only(AnswerKind.NotHeld);
        Assert.Equal(LockState.Held, _rig.Snapshot().State);
    }

    [Fact]
    public void Release_IsAnsweredBeforeTheStoreAndBlocksUntilItFollowed()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1);
        rig.Placed();

        rig.Release(1).Only(AnswerKind.Released);

        Assert.Equal((StoreVerb.Remove, Some.Lease(1)), (rig.Effect.Verb, rig.Effect.Lease));
        Assert.Empty(rig.Acquire(2, wait: 5));
        Assert.Empty(rig.Placed());
        Assert.Equal(StoreVerb.Place, rig.Effect.Verb);
    }

    [Fact]
    public void Release_WithWaiters_HandsOverInOneChange()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1);
        rig.Placed();
        rig.Acquire(2, wait: 5);

        rig.Release(1);

        Assert.Equal(
            (StoreVerb.Replace, Some.Lease(1), Some.Lease(2)), (rig.Effect.Verb, rig.Effect.Old, rig.Effect.Lease));
        Assert.Equal(TimeSpan.MaxValue, rig.Effect.OldLeftAtMost);
        rig.Placed().To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Cancel_InTheQueue_LeavesItAndAnswersTheOpenCall()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 10);
        _rig.Acquire(3, wait: 10);

        var answers = _rig.Cancel(2);

        Assert.Equal([AnswerKind.Ended, AnswerKind.Cancelled], answers.Select(answer => answer.Kind));
        Assert.Equal(EndReason.Cancelled, answers[0].Reason);
        _rig.Release(1).To(3, AnswerKind.Granted);
    }

    [Fact]
    public void Cancel_OfWhatIsHeld_GivesItBack()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 10);
        var answers = _rig.Cancel(1);
        answers.To(1, AnswerKind.Cancelled);
        answers.To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Cancel_OfOneHoldOfSeveral_KeepsTheOthers()
    {
        _rig.Acquire(1, scope: "a");
        _rig.Acquire(2, scope: "a");
        _rig.Cancel(1).Only(AnswerKind.Cancelled);
        Assert.Equal(1, _rig.Snapshot().Holder!.HoldCount);
        Assert.Equal(EndReason.Cancelled, _rig.Acquire(1, scope: "a").Only(AnswerKind.Ended).Reason);
    }

    [Fact]
    public void Cancel_WhileItsLeaseIsOnTheWay_LeavesNoLeaseBehind()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1, wait: 10);
        rig.Cancel(1);
        Assert.Equal(EndReason.Cancelled, rig.Acquire(1, wait: 10).Only(AnswerKind.Ended).Reason);

        Assert.Empty(rig.Placed());

        Assert.Equal((StoreVerb.Remove, Some.Lease(1)), (rig.Effect.Verb, rig.Effect.Lease));
        rig.Placed();
        Assert.Equal(LockState.Free, rig.Snapshot().State);
    }

    [Fact]
    public void Cancel_WhileItsLeaseIsOnTheWay_HandsItOverToTheNext()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1, wait: 10);
        rig.Acquire(2, wait: 10);
        rig.Cancel(1);
        rig.Placed();

        Assert.Equal(
            (StoreVerb.Replace, Some.Lease(1), Some.Lease(2)), (rig.Effect.Verb, rig.Effect.Old, rig.Effect.Lease));
        rig.Placed().To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Cancel_OfAnUnknownRequest_RefusesItShouldItArrive()
    {
        _rig.Cancel(1).Only(AnswerKind.Unknown);
        Assert.Equal(EndReason.Cancelled, _rig.Acquire(1).Only(AnswerKind.Ended).Reason);
        Assert.Equal(LockState.Free, _rig.Snapshot().State);
    }

    [Fact]
    public void Cancel_IsRememberedThroughSixtyThreeOthers()
    {
        for (var request = 1; request <= 64; request++)
        {
            _rig.Cancel(request);
        }

        Assert.All(Enumerable.Range(1, 64), request => _rig.Acquire(request).Only(AnswerKind.Ended));
    }

    [Fact]
    public void Revoke_EndsTheLeaseOfAnotherClient()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 10);
        var answers = _rig.Revoke();
        Assert.Contains(answers, answer => answer.Kind == AnswerKind.Revoked);
        answers.To(2, AnswerKind.Granted);
        Assert.Equal(EndReason.Revoked, _rig.Renew(1).Only(AnswerKind.Lost).Reason);
    }

    [Fact]
    public void Revoke_WithAToken_HitsNoOtherLease()
    {
        var token = _rig.Acquire(1).Only(AnswerKind.Granted).Token;
        _rig.Revoke(new FencingToken(token.Value - 1)).Only(AnswerKind.NotHeld);
        _rig.Revoke(token).Only(AnswerKind.Revoked);
        _rig.Revoke(token).Only(AnswerKind.NotHeld);
    }

    [Fact]
    public void Revoke_AnswersRenewalsOnTheirWay()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1);
        rig.Placed();
        rig.Renew(1);
        Assert.Contains(rig.Revoke(), answer => answer is { Kind: AnswerKind.Lost, Reason: EndReason.Revoked });
        Assert.Empty(rig.Placed());
    }
}
