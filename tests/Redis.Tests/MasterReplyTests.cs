using LockActors.Redis.Scripts;
using StackExchange.Redis;

namespace LockActors.Redis.Tests;

public sealed class MasterReplyTests
{
    public static TheoryData<string, object[]> Impossible => new()
    {
        { "absent, to a placing", [4, 0, 0] },
        { "placed again, to a placing", [5, 0, 0] },
        { "a code that does not exist", [99, 0, 0] },
        { "no code", ["x", 0, 0] },
        { "a fence below zero", [3, 0, -1] },
        { "too short", [1, 0] },
        { "too long", [1, 0, 0, 0] },
        { "a list in place of a number", [1, new RedisValue[] { 0 }, 0] },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Of_AReplyThatThePlacingCannotGive_IsUnknown(string what, object[] reply)
    {
        Assert.NotEmpty(what);
        var elements = reply.Select(element => element is RedisValue[] list
            ? RedisResult.Create(list)
            : RedisResult.Create(RedisValue.Unbox(element))).ToArray();

        var read = MasterReply.Of(RedisResult.Create(elements), LeaseScripts.AnswersTo(LeaseScripts.Place));

        Assert.Equal(MasterReply.Unknown, read);
    }

    [Fact]
    public void Of_AnAnswerThatIsNoList_IsUnknown() => Assert.Equal(
        MasterReply.Unknown,
        MasterReply.Of(RedisResult.Create((RedisValue)1), LeaseScripts.AnswersTo(LeaseScripts.Place)));

    [Fact]
    public void Of_ARefusal_SaysWhoHoldsItAndForHowLong()
    {
        var reply = RedisResult.Create(new RedisValue[] { 2, 1_500, 7 });

        var read = MasterReply.Of(reply, LeaseScripts.AnswersTo(LeaseScripts.Place));

        Assert.Equal(
            new MasterReply(MasterResultCode.HeldByOther, TimeSpan.FromSeconds(1.5), new FencingToken(7)), read);
    }
}
