using LockActors.TestKit;

namespace LockActors.Engine.Tests;

public class StoreTests
{
    private readonly Rig _rig = new(manualStore: true);

    [Fact]
    public void Place_Failed_PutsTheWaiterBackAtTheHeadAndTriesTheSameLeaseAgain()
    {
        _rig.Acquire(1, wait: 10);
        _rig.Acquire(2, wait: 10);
        Assert.Empty(_rig.Failed());
        Assert.Equal(2, _rig.Snapshot().WaiterCount);

        _rig.Advance(0.05);

        Assert.Equal((StoreVerb.Place, Some.Lease(1)), (_rig.Effect.Verb, _rig.Effect.Lease));
        _rig.Placed().To(1, AnswerKind.Granted);
    }

    [Fact]
    public void Place_FailedForATry_IsUnavailableAndCleanedUp()
    {
        _rig.Acquire(1);
        _rig.Failed().Only(AnswerKind.Unavailable);
        _rig.Advance(0.05);
        Assert.Equal((StoreVerb.Remove, Some.Lease(1)), (_rig.Effect.Verb, _rig.Effect.Lease));
    }

    [Fact]
    public void Place_FailedWhileCallsHoldEnded_AnswersQueued()
    {
        _rig.Acquire(1, wait: 10, hold: 1);
        _rig.Advance(2);
        _rig.Failed().Only(AnswerKind.Queued);
        _rig.Advance(0.05);
        Assert.True(_rig.Placed().To(1, AnswerKind.Granted).Call.IsNone);
    }

    [Fact]
    public void Failures_BackOffFrom50MillisecondsTo2Seconds()
    {
        _rig.Acquire(1, wait: 3000);
        var pauses = new List<double>();
        for (var failure = 0; failure < 9; failure++)
        {
            _rig.Failed();
            pauses.Add((_rig.Deadline - _rig.Now).TotalMilliseconds);
            _rig.AdvanceTo(_rig.Deadline);
        }

        Assert.Equal([50, 100, 200, 400, 800, 1600, 2000, 2000, 2000], pauses);
        _rig.Placed();
        _rig.Release(1);
        _rig.Failed();
        Assert.Equal(TimeSpan.FromMilliseconds(50), _rig.Deadline - _rig.Now);
    }

    [Fact]
    public void Failures_TurnATimeOutIntoUnavailable()
    {
        _rig.Acquire(1, wait: 0.06);
        _rig.Acquire(2, wait: 0.04);
        _rig.Failed();
        _rig.Advance(0.045).To(2, AnswerKind.Unavailable);
    }

    [Fact]
    public void Failures_TellATryThatTheStoreIsDown()
    {
        _rig.Acquire(1, wait: 10);
        _rig.Failed();
        _rig.Acquire(2).Only(AnswerKind.Unavailable);
    }

    [Fact]
    public void Replace_RefusedAsAbsent_BecomesAPlace()
    {
        HandOver();
        Assert.Empty(_rig.Refused(StoreRefusalKind.Absent));
        Assert.Equal((StoreVerb.Place, Some.Lease(2)), (_rig.Effect.Verb, _rig.Effect.Lease));
        _rig.Placed().To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Replace_Failed_IsRepeatedAsAReplace()
    {
        HandOver();
        _rig.Failed();
        _rig.Advance(0.05);
        Assert.Equal(
            (StoreVerb.Replace, Some.Lease(1), Some.Lease(2)), (_rig.Effect.Verb, _rig.Effect.Old, _rig.Effect.Lease));
    }

    [Fact]
    public void Replace_FailedAndThenCancelled_CleansBothLeasesUp()
    {
        HandOver();
        _rig.Failed();
        _rig.Cancel(2);
        _rig.Acquire(3, wait: 10);
        _rig.Advance(0.05);

        Assert.Equal((StoreVerb.Remove, Some.Lease(1)), (_rig.Effect.Verb, _rig.Effect.Lease));
        _rig.Refused(StoreRefusalKind.HeldByOther, heldFor: 20);
        Assert.Equal(
            (StoreVerb.Replace, Some.Lease(2), Some.Lease(3)), (_rig.Effect.Verb, _rig.Effect.Old, _rig.Effect.Lease));
        _rig.Placed().To(3, AnswerKind.Granted);
    }

    [Fact]
    public void Replace_RefusedForAFenceTooLow_KeepsReplacing()
    {
        HandOver();
        _rig.Refused(StoreRefusalKind.FenceTooLow, fence: _rig.Effect.Token.Value + 5);
        Assert.Equal((StoreVerb.Replace, Some.Lease(1)), (_rig.Effect.Verb, _rig.Effect.Old));
    }

    [Fact]
    public void Place_RefusedByAnOutsider_KeepsTheWaiterFirstAndLooksAgainWithGrowingPauses()
    {
        _rig.Acquire(1, wait: 60);
        _rig.Acquire(2, wait: 60);
        var pauses = new List<double>();
        for (var look = 0; look < 8; look++)
        {
            _rig.Refused(StoreRefusalKind.HeldByOther, heldFor: 30);
            Assert.Equal(LockState.HeldOutside, _rig.Snapshot().State);
            pauses.Add((_rig.Deadline - _rig.Now).TotalMilliseconds);
            _rig.AdvanceTo(_rig.Deadline);
        }

        Assert.Equal([51, 101, 201, 401, 801, 1001, 1001, 1001], pauses);
        _rig.Placed().To(1, AnswerKind.Granted);
        Assert.Equal(LockState.Held, _rig.Snapshot().State);
    }

    [Fact]
    public void Place_RefusedByAnOutsiderThatEndsSoon_LooksAgainThen()
    {
        _rig.Acquire(1, wait: 60);
        _rig.Refused(StoreRefusalKind.HeldByOther, heldFor: 0.02);
        Assert.Equal(TimeSpan.FromMilliseconds(21), _rig.Deadline - _rig.Now);
    }

    [Fact]
    public void Place_RefusedByAnOutsiderForATry_IsBusy()
    {
        _rig.Acquire(1);
        _rig.Refused(StoreRefusalKind.HeldByOther, heldFor: 30).Only(AnswerKind.Busy);
        _rig.Acquire(2).Only(AnswerKind.Busy);
    }

    [Fact]
    public void Place_RefusedAfterACancel_LeavesNothingBehind()
    {
        _rig.Acquire(1, wait: 10);
        _rig.Cancel(1);
        Assert.Empty(_rig.Refused(StoreRefusalKind.HeldByOther, heldFor: 30));
        Assert.Equal((StoreVerb.None, Decision.NoDeadline), (_rig.Effect.Verb, _rig.Deadline));
    }

    [Fact]
    public void Place_FailedAfterACancel_IsCleanedUp()
    {
        _rig.Acquire(1, wait: 10);
        _rig.Cancel(1);
        Assert.Empty(_rig.Failed());
        _rig.Advance(0.05);
        Assert.Equal((StoreVerb.Remove, Some.Lease(1)), (_rig.Effect.Verb, _rig.Effect.Lease));
    }

    [Theory]
    [InlineData(StoreRefusalKind.Absent)]
    [InlineData(StoreRefusalKind.HeldByOther)]
    public void Remove_Refused_IsAsGoodAsDone(StoreRefusalKind kind)
    {
        HoldAndRelease();
        _rig.Refused(kind);
        Assert.True(_rig.Machine.IsIdle(Later(), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Remove_Failed_IsTriedUntilTheLeaseHasEndedByItself()
    {
        HoldAndRelease();
        for (var failure = 0; failure < 100 && _rig.Effect.Verb == StoreVerb.Remove; failure++)
        {
            _rig.Failed();
            _rig.Advance(2);
        }

        Assert.Equal(StoreVerb.None, _rig.Effect.Verb);
        Assert.True(_rig.Machine.IsIdle(Later(), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void IsIdle_IsFalseAsLongAsAnythingMatters()
    {
        Assert.True(_rig.Machine.IsIdle(Later(), TimeSpan.FromSeconds(1)));
        HoldAndRelease();
        Assert.False(_rig.Machine.IsIdle(Later(), TimeSpan.FromSeconds(1)));
        _rig.Placed();
        Assert.False(_rig.Machine.IsIdle(_rig.Moment, TimeSpan.FromSeconds(1)));
        Assert.True(_rig.Machine.IsIdle(Later(), TimeSpan.FromSeconds(1)));
    }

    private Moment Later() => _rig.Moment with { Monotonic = _rig.Now + TimeSpan.FromSeconds(1) };

    private void HoldAndRelease()
    {
        _rig.Acquire(1, ttl: 10);
        _rig.Placed();
        _rig.Release(1);
        Assert.Equal(StoreVerb.Remove, _rig.Effect.Verb);
    }

    private void HandOver()
    {
        _rig.Acquire(1);
        _rig.Placed();
        _rig.Acquire(2, wait: 10);
        _rig.Release(1);
        Assert.Equal(StoreVerb.Replace, _rig.Effect.Verb);
    }
}
