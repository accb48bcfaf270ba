using LockActors.Redis.Redlock;

namespace LockActors.Redis.Tests;

/// <summary>The arithmetic of a vote.</summary>
public sealed class QuorumTests
{
    private static readonly MasterReply Yes = new(MasterResultCode.Done);
    private static readonly MasterReply Silent = MasterReply.Unknown;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    public void Majority_IsMoreThanHalf(int masters, int majority) =>
        Assert.Equal(majority, new RedlockQuorum(masters).Majority);

    [Fact]
    public void Vote_IsDecidedAsSoonAsItCanBe()
    {
        var won = Vote(5, Yes, Silent, Yes);
        Assert.False(won.IsDecided);
        won.Add(3, Yes);
        Assert.True(won.IsWon);

        var lost = Vote(5, Yes, No(1), Silent);
        Assert.False(lost.IsDecided);
        lost.Add(3, No(1));
        Assert.True(lost.IsLost);
    }

    [Fact]
    public void Silence_IsNoRefusal()
    {
        Assert.False(Vote(3, Yes, Silent, Silent).IsCertainlyRefused);
        Assert.False(Vote(3, Yes, No(1), Silent).IsCertainlyRefused);
        Assert.True(Vote(3, Silent, No(1), No(1)).IsCertainlyRefused);
        Assert.True(Vote(3, Yes, No(1), new(MasterResultCode.PlacedAgain)).IsCertainlyRefused);
        Assert.True(Vote(3, Yes, new(MasterResultCode.NoVote), new(MasterResultCode.NoVote)).IsCertainlyRefused);
    }

    [Fact]
    public void Cleanup_IsNeededWhereNoMasterRefused()
    {
        var vote = Vote(4, Yes, No(1), Silent, new MasterReply(MasterResultCode.PlacedAgain));

        Assert.Equal([false, true, false, false], Enumerable.Range(0, 4).Select(vote.HasRefused));
    }

    [Fact]
    public void FreeIn_IsWhenAMajorityCanBeHad()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), Vote(3, No(1), No(2), No(3)).FreeIn());
        Assert.Equal(TimeSpan.FromSeconds(1), Vote(3, Yes, No(1), No(3)).FreeIn());
        Assert.Equal(TimeSpan.Zero, Vote(3, Yes, Yes, No(3)).FreeIn());
        Assert.Equal(TimeSpan.Zero, Vote(3, Silent, Silent, Silent).FreeIn());
    }

    [Fact]
    public void HighestFence_IsOverAllAnswers() => Assert.Equal(
        7,
        Vote(
            3,
            Yes,
            new(MasterResultCode.FenceTooLow, Fence: new(7)),
            new(MasterResultCode.FenceTooLow, Fence: new(5)))
            .HighestFence.Value);

    [Fact]
    public void Validity_IsTheTtlLessTheVoteAndTheDrift() => Assert.Equal(
        TimeSpan.FromMilliseconds(10_000 - 40 - 102),
        RedlockQuorum.Validity(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(40)));

    [Theory]
    [InlineData(50, 30_000, 50)]
    [InlineData(50, 500, 25)]
    [InlineData(50, 50, 5)]
    [InlineData(5, 30_000, 5)]
    public void NodeTimeout_IsAtMostAPartOfTheTtl(int configuredMs, int ttlMs, int timeoutMs) => Assert.Equal(
        TimeSpan.FromMilliseconds(timeoutMs),
        RedlockQuorum.NodeTimeout(TimeSpan.FromMilliseconds(configuredMs), TimeSpan.FromMilliseconds(ttlMs)));

    [Fact]
    public void Judge_OfAMinorityOfAnswers_KnowsNothing() =>
        Assert.False(RedlockLeaseStore.Judge([State("a", 5), State("a", 5)], masters: 5).IsKnown);

    [Fact]
    public void Judge_OfALeaseOnAMajority_LastsAsLongAsTheMajority()
    {
        var lease = Guid.NewGuid().ToString("N");

        var state = RedlockLeaseStore.Judge(
            [State(lease, 9), State(lease, 3), State(lease, 6), State("", 0)], masters: 5);

        Assert.Equal(TimeSpan.FromSeconds(3), state.Lease!.Left);
        Assert.Equal(12, state.Fence.Value);
    }

    [Fact]
    public void Judge_OfALeaseOnAMinority_IsNoLeaseButItsTokenCounts()
    {
        var lease = Guid.NewGuid().ToString("N");

        var state = RedlockLeaseStore.Judge([State(lease, 9), State("", 0), State("other", 1)], masters: 3);

        Assert.True(state.IsKnown);
        Assert.Null(state.Lease);
        Assert.Equal(12, state.Fence.Value);
    }

    [Fact]
    public void Judge_OfALeaseThatThoseWhoDidNotAnswerMayHave_RestoresIt()
    {
        var lease = Guid.NewGuid().ToString("N");

        Assert.NotNull(RedlockLeaseStore.Judge([State(lease, 9), State("", 0)], masters: 3).Lease);
        Assert.NotNull(RedlockLeaseStore.Judge([State("x", 9), State(lease, 9), State(lease, 9)], masters: 5).Lease);
        Assert.Null(RedlockLeaseStore.Judge([State("", 0), State("", 0)], masters: 3).Lease);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12|12")]
    [InlineData("x|y|z|u|v")]
    [InlineData("12|13|LEASE|REQUEST|")]
    [InlineData("12|0|LEASE|REQUEST|")]
    public void FenceText_ThatIsNotOurs_RestoresNothing(string text)
    {
        var lease = Guid.NewGuid().ToString("N");
        text = text.Replace("LEASE", lease, StringComparison.Ordinal)
            .Replace("REQUEST", lease, StringComparison.Ordinal);

        Assert.Null(FenceText.LeaseOf(text, lease, TimeSpan.FromSeconds(1)));
        Assert.Equal(text.StartsWith("12", StringComparison.Ordinal) ? 12 : 0, FenceText.TokenOf(text).Value);
    }

    [Fact]
    public void Options_OutOfRange_AreNamedWithTheirLimit()
    {
        RedisLeaseOptions fine = new() { Masters = ["localhost"] };
        fine.Validate();

        Refused(fine with { Masters = [] }, "Masters");
        Refused(fine with { Masters = null! }, "Masters");
        Refused(fine with { Masters = [.. Enumerable.Repeat("x", 16)] }, "15");
        Refused(fine with { Masters = [" "] }, "Masters");
        Refused(fine with { Masters = ["a:1", "b:1", "A:1,password=x"] }, "a:1 twice");
        Refused(fine with { Masters = ["a", "b:1", "a:6379,defaultDatabase=1"] }, "a:6379 twice");
        Refused(fine with { KeyPrefix = "{x}" }, "KeyPrefix");
        Refused(fine with { CommandTimeout = TimeSpan.Zero }, "CommandTimeout");
        Refused(fine with { NodeTimeout = TimeSpan.FromMinutes(1) }, "NodeTimeout");
        Refused(fine with { FenceRetention = TimeSpan.FromMinutes(1) }, "FenceRetention");
        Refused(fine with { Linger = TimeSpan.FromMinutes(1) }, "Linger");
    }

    private static void Refused(RedisLeaseOptions options, string name) =>
        Assert.Contains(name, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);

    private static MasterState State(string held, int seconds) => new(
        held, TimeSpan.FromSeconds(seconds), held.Length < 32 ? "" : $"12|12|{held}|{Guid.NewGuid():N}|");

    private static MasterReply No(int seconds) => new(MasterResultCode.HeldByOther, TimeSpan.FromSeconds(seconds));

    private static RedlockQuorum Vote(int masters, params MasterReply[] replies)
    {
        var quorum = new RedlockQuorum(masters);
        for (var i = 0; i < replies.Length; i++)
        {
            quorum.Add(i, replies[i]);
        }

        return quorum;
    }
}
