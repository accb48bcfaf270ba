using LockActors.TestKit;

namespace LockActors.Engine.Tests;

public class TokenTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void Token_IsTheWallClockInMicroseconds() =>
        Assert.Equal(_rig.Moment.UnixMicroseconds, _rig.Acquire(1).Only(AnswerKind.Granted).Token.Value);

    [Fact]
    public void Token_WhenTheClockStandsStill_GrowsByOne()
    {
        var first = Take(1);
        Assert.Equal(first + 1, Take(2));
    }

    [Fact]
    public void Token_WhenTheClockStepsBack_StillGrows()
    {
        var first = Take(1);
        _rig.WallStep = TimeSpan.FromSeconds(-900);
        Assert.Equal(first + 1, Take(2));
    }

    [Fact]
    public void Token_OfABlock_LeavesRoomForAllOfIt()
    {
        var granted = _rig.Acquire(1, block: 10).Only(AnswerKind.Granted);
        _rig.Release(1);
        Assert.Equal(10, granted.TokenBlock);
        Assert.Equal(granted.Token.Value + 10, Take(2));
    }

    [Fact]
    public void Token_OfANewMachine_IsAboveItsFence()
    {
        var fence = 1L << 52;
        Assert.Equal(fence + 1, new Rig(fence: fence).Acquire(1).Only(AnswerKind.Granted).Token.Value);
    }

    [Fact]
    public void Token_WhenTheStoreKnowsAHigherOne_GoesAboveIt()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1);
        var fence = rig.Effect.Token.Value + 1_000;
        Assert.Empty(rig.Refused(StoreRefusalKind.FenceTooLow, fence: fence));

        Assert.Equal((StoreVerb.Place, fence + 1), (rig.Effect.Verb, rig.Effect.Token.Value));
        Assert.Equal(fence + 1, rig.Placed().Only(AnswerKind.Granted).Token.Value);
    }

    [Fact]
    public void Token_OfAnUnknownAttempt_IsNotUsedAgain()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1, wait: 10, block: 5);
        var first = rig.Effect.Token.Value;
        rig.WallStep = TimeSpan.FromSeconds(-900);
        rig.Failed();
        rig.Advance(1);

        Assert.Equal((Some.Lease(1), first + 5), (rig.Effect.Lease, rig.Effect.Token.Value));
    }

    [Fact]
    public void Fence_CountsWhatWasProposedAndWhatWasRestored()
    {
        Assert.Equal(0, _rig.Machine.Fence.Value);
        var granted = _rig.Acquire(1, block: 3).Only(AnswerKind.Granted);
        Assert.Equal(granted.Token.Value + 2, _rig.Machine.Fence.Value);
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(1, 1, false)]
    [InlineData(2, 2, false)]
    [InlineData(2, 3, true)]
    public void Token_AboveTheHighest_IsNotProposed(long left, int block, bool refused)
    {
        var rig = new Rig(fence: FencingToken.Highest - left);

        var answer = Assert.Single(rig.Acquire(1, block: block));

        Assert.Equal(refused ? AnswerKind.Rejected : AnswerKind.Granted, answer.Kind);
        Assert.Equal(refused, answer.Violation?.Message.Contains("fencing token", StringComparison.Ordinal) == true);
        Assert.Equal(FencingToken.Highest - left + (refused ? 0 : block), rig.Machine.Fence.Value);
    }

    [Fact]
    public void Token_WhenTheStoreKnowsTheHighest_RefusesAllThatWait()
    {
        var rig = new Rig(manualStore: true);
        rig.Acquire(1, wait: 10);
        rig.Acquire(2, wait: 10);
        rig.Acquire(3, wait: 10, hold: 0);

        var answers = rig.Refused(StoreRefusalKind.FenceTooLow, fence: FencingToken.Highest);

        Assert.Equal([AnswerKind.Rejected, AnswerKind.Rejected], answers.Select(answer => answer.Kind));
        Assert.Equal((StoreVerb.None, LockState.Free), (rig.Effect.Verb, rig.Snapshot().State));
        Assert.Equal(AnswerKind.Rejected, Assert.Single(rig.Acquire(3, wait: 10)).Kind);
    }

    private long Take(int request)
    {
        var token = _rig.Acquire(request).Only(AnswerKind.Granted).Token.Value;
        _rig.Release(request);
        return token;
    }
}
