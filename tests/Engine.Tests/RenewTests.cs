using LockActors.TestKit;

namespace LockActors.Engine.Tests;

public class RenewTests
{
    private readonly Rig _rig = new();
    private readonly Rig _manual = new(manualStore: true);

    [Fact]
    public void Renew_CountsFromBeforeTheStoreWasAskedAndMovesTheDeadline()
    {
        _manual.Acquire(1, ttl: 10);
        _manual.Placed();
        _manual.Advance(3);
        var asked = _manual.Now;
        Assert.Empty(_manual.Renew(1, ttl: 20));
        _manual.Freeze(0.5);

        var renewed = _manual.Placed().Only(AnswerKind.Renewed);

        Assert.Equal((asked, TimeSpan.FromSeconds(20)), (renewed.CountedFrom, renewed.ValidFor));
        Assert.Equal(Drift.GrantorDeadline(_manual.Now, TimeSpan.FromSeconds(20)), _manual.Deadline);
    }

    [Fact]
    public void Renew_AfterTheDeadline_IsLost()
    {
        _rig.Acquire(1, ttl: 1);
        _rig.Freeze(1.5);
        Assert.Equal(EndReason.Expired, _rig.Renew(1).Only(AnswerKind.Lost).Reason);
    }

    [Fact]
    public void Renew_OfAnUnknownLease_IsLostForNoKnownReason() =>
        Assert.Equal(EndReason.None, _rig.Renew(7).Only(AnswerKind.Lost).Reason);

    [Fact]
    public void Renew_OnTheWayAtTheDeadline_PostponesTheExpiryUntilItsOutcome()
    {
        _manual.Acquire(1, ttl: 1);
        _manual.Placed();
        _manual.Acquire(2, wait: 3);
        _manual.Renew(1, ttl: 1);

        _manual.Advance(5).Only(AnswerKind.TimedOut);
        _manual.Placed().Only(AnswerKind.Renewed);
        Assert.Equal(Some.Lease(1), _manual.Acquire(1)[0].Lease);
    }

    [Fact]
    public void Renew_WhenTheStoreFails_KeepsTheOldDeadline()
    {
        _manual.Acquire(1, ttl: 10);
        _manual.Placed();
        var deadline = _manual.Deadline;
        _manual.Renew(1);

        _manual.Failed().Only(AnswerKind.Unavailable);
        Assert.Equal(deadline, _manual.Deadline);
    }

    [Fact]
    public void Renew_WhenTheStoreFailsAfterTheDeadline_ExpiresAtOnce()
    {
        _manual.Acquire(1, ttl: 1);
        _manual.Placed();
        _manual.Acquire(2, wait: 10);
        _manual.Renew(1);
        _manual.Advance(2);
        _manual.Failed().Only(AnswerKind.Unavailable);

        _manual.Advance(1);
        Assert.Equal((StoreVerb.Place, Some.Lease(2)), (_manual.Effect.Verb, _manual.Effect.Lease));
    }

    [Fact]
    public void Renew_Shorter_KeepsWhatWasPromised()
    {
        // A renewal that was sent before a longer one may arrive after it.
        var promised = _rig.Acquire(1, ttl: 30).Only(AnswerKind.Granted);
        _rig.Advance(1);
        var renewed = _rig.Renew(1, ttl: 1).Only(AnswerKind.Renewed);

        Assert.Equal(TimeSpan.FromSeconds(29), renewed.ValidFor);
        Assert.True(renewed.ValidUntil() >= promised.ValidUntil());
        Assert.True(_rig.Deadline > promised.ValidUntil());
    }

    [Fact]
    public void Renew_ByAHolderThatHasGone_KeepsWhatTheOthersWerePromised()
    {
        _rig.Acquire(1, ttl: 30, scope: "a");
        var promised = _rig.Acquire(2, scope: "a").Only(AnswerKind.Granted);
        _rig.Release(1, hold: 1);

        _rig.Renew(1, ttl: 1);

        Assert.True(_rig.Deadline > promised.ValidUntil());
    }

    [Fact]
    public void Renew_ShorterWithSeveralHolds_KeepsWhatTheOthersWerePromised()
    {
        var promised = _rig.Acquire(1, ttl: 30, scope: "a").Only(AnswerKind.Granted);
        _rig.Acquire(2, scope: "a");
        _rig.Advance(1);

        var renewed = _rig.Renew(1, ttl: 1).Only(AnswerKind.Renewed);

        Assert.True(renewed.ValidUntil() >= promised.ValidUntil());
        Assert.True(_rig.Deadline > promised.ValidUntil());
    }

    [Fact]
    public void Renew_SeveralWhileOneIsOnTheWay_AreOneChangeWithTheLongestTime()
    {
        _manual.Acquire(1, scope: "a", ttl: 5);
        _manual.Placed();
        _manual.Renew(1, ttl: 10);
        Assert.Empty(_manual.Renew(1, ttl: 60));
        Assert.Empty(_manual.Renew(1, ttl: 40));
        _manual.Placed().Only(AnswerKind.Renewed);

        Assert.Equal(TimeSpan.FromSeconds(60), _manual.Effect.Ttl);
        var answers = _manual.Placed();
        Assert.Equal([AnswerKind.Renewed, AnswerKind.Renewed], answers.Select(answer => answer.Kind));
        Assert.Equal(2, answers.Select(answer => answer.Call).Distinct().Count());
    }

    [Fact]
    public void Renew_WhenReleasedMeanwhile_IsLost()
    {
        _manual.Acquire(1);
        _manual.Placed();
        _manual.Renew(1);
        var call = _manual.LastCall;

        var lost = Assert.Single(_manual.Release(1), answer => answer.Kind == AnswerKind.Lost);

        Assert.Equal((call, EndReason.Released), (lost.Call.Value, lost.Reason));
        Assert.Empty(_manual.Placed());
        Assert.Equal(StoreVerb.Remove, _manual.Effect.Verb);
    }

    [Theory]
    [InlineData(StoreRefusalKind.Absent)]
    [InlineData(StoreRefusalKind.HeldByOther)]
    public void Renew_WhenTheStoreLostTheLease_IsLostAndGrantsPauseUntilTheHoldersValidityEnds(StoreRefusalKind kind)
    {
        var promised = LoseLease(kind);

        Assert.Equal(LockState.Paused, _manual.Snapshot().State);
        Assert.Equal(StoreVerb.None, _manual.Effect.Verb);
        Assert.True(_manual.Deadline > promised.ValidUntil());
        _manual.Advance(11);
        Assert.Equal((StoreVerb.Place, Some.Lease(2)), (_manual.Effect.Verb, _manual.Effect.Lease));
    }

    [Fact]
    public void Renew_OfALeaseThatTheStoreLost_DoesNotEndThePause()
    {
        // The first answer may be lost on its way, and the holder counts on the lease until it reads one of them.
        LoseLease(StoreRefusalKind.Absent);

        Assert.Equal(EndReason.Lost, _manual.Renew(1).Only(AnswerKind.Lost).Reason);
        Assert.Equal(StoreVerb.None, _manual.Effect.Verb);
    }

    [Fact]
    public void Release_OfALeaseThatTheStoreLost_EndsThePause()
    {
        LoseLease(StoreRefusalKind.Absent);

        Assert.Equal(EndReason.Lost, _manual.Release(1, hold: 1).Only(AnswerKind.NotHeld).Reason);
        Assert.Equal(StoreVerb.Place, _manual.Effect.Verb);
    }

    [Fact]
    public void Release_ByAFormerHolderOfALostLease_DoesNotEndThePause()
    {
        _manual.Acquire(1, ttl: 10, scope: "a");
        _manual.Placed();
        _manual.Acquire(3, scope: "a");
        _manual.Placed().To(3, AnswerKind.Granted);
        _manual.Release(1, hold: 1);
        _manual.Acquire(2, wait: 60);
        _manual.Renew(1);
        _manual.Refused(StoreRefusalKind.Absent);

        _manual.Release(1, hold: 1);
        _manual.Release(1);
        Assert.Equal(StoreVerb.None, _manual.Effect.Verb);
        _manual.Release(1, hold: 3);
        Assert.Equal(StoreVerb.Place, _manual.Effect.Verb);
    }

    [Fact]
    public void Release_ByOneOfSeveralHoldersOfALostLease_DoesNotEndThePause()
    {
        _manual.Acquire(1, ttl: 10, scope: "a");
        _manual.Placed();
        _manual.Acquire(3, scope: "a");
        _manual.Placed().To(3, AnswerKind.Granted);
        _manual.Acquire(2, wait: 60);
        _manual.Renew(1);
        _manual.Refused(StoreRefusalKind.Absent);

        _manual.Release(1, hold: 3).Only(AnswerKind.NotHeld);
        Assert.Equal(StoreVerb.None, _manual.Effect.Verb);
    }

    private Answer LoseLease(StoreRefusalKind kind)
    {
        _manual.Acquire(1, ttl: 10);
        var promised = _manual.Placed().Only(AnswerKind.Granted);
        _manual.Acquire(2, wait: 60);
        _manual.Advance(1);
        _manual.Renew(1);
        Assert.Equal(EndReason.Lost, _manual.Refused(kind).Only(AnswerKind.Lost).Reason);
        return promised;
    }
}
