using LockActors.TestKit;

namespace LockActors.Engine.Tests;

public class ReclaimTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void Acquire_WhileSomebodyUnknownMayHold_WaitsUntilItCannot()
    {
        _rig.Restore(null, grace: 30);

        _rig.Acquire(1).Only(AnswerKind.Busy);
        _rig.Acquire(2, wait: 60, hold: 60);

        Assert.Equal(LockState.Paused, _rig.Snapshot().State);
        Assert.Empty(_rig.Advance(29.9));
        _rig.Advance(0.2).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Renew_OfALeaseThatWasForgotten_SaysSoWhileItMayBeReclaimed()
    {
        _rig.Restore(null, grace: 30);
        Assert.Equal(EndReason.Forgotten, _rig.Renew(1).Only(AnswerKind.Lost).Reason);
        Assert.Equal(EndReason.Forgotten, _rig.Release(1).Only(AnswerKind.NotHeld).Reason);
        _rig.Advance(31);
        Assert.Equal(EndReason.None, _rig.Renew(1).Only(AnswerKind.Lost).Reason);
    }

    [Fact]
    public void Reclaim_ByTheHolder_RestoresItsLeaseAndTokens()
    {
        _rig.Restore(null, grace: 30);
        _rig.Acquire(2, wait: 60, hold: 60);

        _rig.Reclaim(1, token: 1_000_500_000).Only(AnswerKind.Renewed);

        Assert.Equal(1_000_500_000, _rig.Snapshot().Holder!.Token.Value);
        Assert.Equal(1_000_500_001, _rig.Release(1).To(2, AnswerKind.Granted).Token.Value);
    }

    [Fact]
    public void Reclaim_BySomebodyElse_IsRefusedOnceOneHasCome()
    {
        _rig.Restore(null, grace: 30);
        _rig.Reclaim(1);
        _rig.Reclaim(2).Only(AnswerKind.Lost);
        _rig.Release(1);
        _rig.Reclaim(2).Only(AnswerKind.Lost);
        Assert.Equal(LockState.Free, _rig.Snapshot().State);
    }

    [Fact]
    public void Reclaim_WithATokenFromTheFarFuture_IsRefused()
    {
        _rig.Restore(null, grace: 30);
        _rig.Reclaim(1, token: 1L << 52).Only(AnswerKind.Lost);
        Assert.Equal(LockState.Paused, _rig.Snapshot().State);
    }

    [Fact]
    public void Reclaim_AfterTheGrace_IsRefused()
    {
        _rig.Restore(null, grace: 30);
        _rig.Advance(31);
        _rig.Reclaim(1).Only(AnswerKind.Lost);
        _rig.Acquire(2).Only(AnswerKind.Granted);
    }

    [Fact]
    public void Reclaim_OfALeaseThatIsKnown_Renews()
    {
        _rig.Acquire(1, ttl: 5);
        _rig.Advance(3);
        _rig.Reclaim(1, ttl: 5).Only(AnswerKind.Renewed);
        Assert.Empty(_rig.Advance(4));
        Assert.Equal(LockState.Held, _rig.Snapshot().State);
    }

    [Fact]
    public void Reclaim_OfALeaseThatEnded_IsRefused()
    {
        _rig.Acquire(1);
        _rig.Revoke();
        Assert.Equal(EndReason.Revoked, _rig.Reclaim(1).Only(AnswerKind.Lost).Reason);
    }

    [Fact]
    public void Reclaim_ByAllHoldsOfAnOwner_BringsEachBackAndEndsByItsTime()
    {
        _rig.Restore(null, grace: 30);
        _rig.Reclaim(1, lease: 1, scope: "a").Only(AnswerKind.Renewed);
        _rig.Reclaim(2, lease: 1, scope: "a").Only(AnswerKind.Renewed);
        Assert.Equal(2, _rig.Snapshot().Holder!.HoldCount);

        // A third may yet come.
        _rig.Release(1, hold: 1);
        _rig.Release(1, hold: 2);

        Assert.Equal(LockState.Held, _rig.Snapshot().State);
    }

    [Fact]
    public void Acquire_AgainAtANewMachine_TakesTheOrderOfTheFirstRequests()
    {
        _rig.Restore(null, grace: 3);
        _rig.Acquire(1, wait: 60, hold: 60, waited: 2);
        _rig.Acquire(2, wait: 60, hold: 60, waited: 5);
        _rig.Acquire(3, wait: 60, hold: 60, waited: 3);
        _rig.Acquire(4, wait: 60, hold: 60);

        var order = _rig.Snapshot().Waiters.Select(waiter => waiter.Name);

        Assert.Equal(new[] { 2, 3, 1, 4 }.Select(number => $"{Some.Request(number)}"), order);
        _rig.Advance(3.1).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Acquire_ThatWasLongOnItsWay_TakesItsPlaceWhenItSaysSo()
    {
        _rig.Restore(null, grace: 3);
        _rig.Acquire(1, wait: 60, hold: 0, waited: 1);
        _rig.Acquire(2, wait: 60, hold: 0, waited: 2);
        _rig.Advance(1);

        Assert.Equal(1, _rig.Acquire(1, wait: 60, hold: 0, waited: 6).To(1, AnswerKind.Queued).Position);

        _rig.Advance(2.1);
        Assert.Equal(Some.Request(1).ToString(), _rig.Snapshot().Holder!.Name);
    }

    [Fact]
    public void Acquire_AtAMachineThatKnowsItsQueue_CannotJumpIt()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 60, hold: 60);
        _rig.Acquire(3, wait: 60, hold: 60, waited: 50);
        _rig.Release(1).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Acquire_WithAPartOfItsWaitOver_TimesOutAfterTheRest()
    {
        _rig.Acquire(1, ttl: 60);
        _rig.Acquire(2, wait: 10, hold: 10, waited: 8);
        _rig.Advance(2.1).To(2, AnswerKind.TimedOut);
    }
}
