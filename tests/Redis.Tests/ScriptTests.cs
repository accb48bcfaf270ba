using LockActors.Engine;
using LockActors.Redis.Redlock;
using LockActors.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace LockActors.Redis.Tests;

/// <summary>Every branch of every script.</summary>
public sealed class ScriptTests : IAsyncLifetime
{
    private static readonly LockKey Key = "script";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private static readonly StoreEffect First = Effect(1, token: 100);
    private static readonly StoreEffect Second = Effect(2, token: 200);

    private readonly RedisCommands _commands = new(new RedisLeaseOptions { Masters = ["unused"] });
    private RedisRig _rig = null!;
    private RedisMaster _master = null!;
    private IDatabase _plain = null!;

    public async Task InitializeAsync()
    {
        if (RedisServer.WhyMissing is null)
        {
            _rig = await RedisRig.StartAsync();
            _plain = await _rig.PlainAsync();
            _master = new RedisMaster(
                _rig.Server.EndPoint, TimeProvider.System, NullLogger.Instance, members: null);
        }
    }

    public async Task DisposeAsync()
    {
        if (_rig is not null)
        {
            await _master.DisposeAsync();
            await _rig.DisposeAsync();
        }
    }

    [RedisFact]
    public async Task Place_WhereNothingIs_SetsLeaseFenceAndBothTimes()
    {
        Assert.Equal(MasterResultCode.Done, (await PlaceAsync(First)).Answer);

        Assert.Equal(First.Lease.Reveal(), await _plain.StringGetAsync("lock:script"));
        Assert.InRange((await _plain.KeyTimeToLiveAsync("lock:script"))!.Value, First.Ttl / 2, First.Ttl);
        Assert.InRange(
            (await _plain.KeyTimeToLiveAsync("{lock:script}:fence"))!.Value, TimeSpan.FromMinutes(
                59), TimeSpan.FromMinutes(61));
    }

    [RedisFact]
    public async Task Place_OfTheSameLease_IsTheSamePlacing()
    {
        await PlaceAsync(First);
        await _plain.KeyExpireAsync("lock:script", TimeSpan.FromSeconds(1));

        Assert.Equal(MasterResultCode.Done, (await PlaceAsync(First)).Answer);
        Assert.True(await _plain.KeyTimeToLiveAsync("lock:script") > TimeSpan.FromSeconds(2));
    }

    [RedisFact]
    public async Task Extend_ByNothing_OnlyLooks_AlsoAtALeaseMadeEndlessElsewhere()
    {
        await PlaceAsync(First);
        await _plain.KeyPersistAsync("lock:script");

        Assert.Equal(MasterResultCode.Done, (await ExtendAsync(First with { Ttl = TimeSpan.Zero }, false)).Answer);
        Assert.Null(await _plain.KeyTimeToLiveAsync("lock:script"));
        Assert.True(await _plain.KeyExistsAsync("lock:script"));
        Assert.Equal(MasterResultCode.Done, (await ExtendAsync(First, false)).Answer);
        Assert.InRange((await _plain.KeyTimeToLiveAsync("lock:script"))!.Value, First.Ttl / 2, First.Ttl);
    }

    [RedisFact]
    public async Task Place_WhereAnotherIs_IsRefusedWithItsTime()
    {
        await PlaceAsync(First);

        var reply = await PlaceAsync(Second);

        Assert.Equal(MasterResultCode.HeldByOther, reply.Answer);
        Assert.InRange(reply.HeldFor, First.Ttl / 2, First.Ttl);
        Assert.Equal(100, reply.Fence.Value);
    }

    [RedisFact]
    public async Task Place_WhereAKeyWithoutEndIs_IsRefusedForEver()
    {
        await _plain.StringSetAsync("lock:script", "theirs");

        Assert.Equal(new MasterReply(MasterResultCode.HeldByOther, TimeSpan.MaxValue), await PlaceAsync(First));
    }

    [RedisTheory]
    [InlineData(100, 1)]
    [InlineData(99, 1)]
    [InlineData(98, 3)]
    public async Task Place_OfATokenThatIsNotHigher_IsRefusedWithTheFence(long token, int block)
    {
        await PlaceAsync(First);
        await _commands.RemoveAsync(_master, Key, First.Lease, TimeSpan.MaxValue, Timeout);

        var reply = await PlaceAsync(Effect(3, token) with { TokenBlock = block });

        Assert.Equal((MasterResultCode.FenceTooLow, 100), (reply.Answer, reply.Fence.Value));
        Assert.False(await _plain.KeyExistsAsync("lock:script"));
    }

    [RedisFact]
    public async Task Replace_OfTheLeaseThatIsThere_HandsOverInOneStep()
    {
        await PlaceAsync(First);

        Assert.Equal(MasterResultCode.Done, (await PlaceAsync(Second with { Old = First.Lease })).Answer);
        Assert.Equal(Second.Lease.Reveal(), await _plain.StringGetAsync("lock:script"));
    }

    [RedisFact]
    public async Task Replace_OfALeaseThatIsGone_Places()
    {
        Assert.Equal(MasterResultCode.Done, (await PlaceAsync(Second with { Old = First.Lease })).Answer);
    }

    [RedisFact]
    public async Task Replace_OfAnotherLease_IsRefused()
    {
        await PlaceAsync(First);

        var reply = await PlaceAsync(Second with { Old = Effect(3, 1).Lease });

        Assert.Equal(MasterResultCode.HeldByOther, reply.Answer);
        Assert.Equal(First.Lease.Reveal(), await _plain.StringGetAsync("lock:script"));
    }

    [RedisFact]
    public async Task Replace_OfALeaseExtendedElsewhere_IsRefused()
    {
        await PlaceAsync(First);

        var guarded = Second with { Old = First.Lease, OldLeftAtMost = First.Ttl / 2 };

        Assert.Equal(MasterResultCode.HeldByOther, (await PlaceAsync(guarded)).Answer);
        Assert.Equal(MasterResultCode.Done, (await PlaceAsync(guarded with { OldLeftAtMost = First.Ttl })).Answer);
    }

    [RedisFact]
    public async Task Extend_OfTheLeaseThatIsThere_SetsItsTime()
    {
        await PlaceAsync(First);

        var longer = First with { Ttl = TimeSpan.FromMinutes(5) };

        Assert.Equal(MasterResultCode.Done, (await ExtendAsync(longer, placeAgain: false)).Answer);
        Assert.True(await _plain.KeyTimeToLiveAsync("lock:script") > TimeSpan.FromMinutes(4));
    }

    [RedisFact]
    public async Task Extend_WhoseFenceIsGone_WritesItAgain()
    {
        await PlaceAsync(First);
        await _plain.KeyDeleteAsync("{lock:script}:fence");

        await ExtendAsync(First, placeAgain: false);

        Assert.StartsWith("100|100|", await _plain.StringGetAsync("{lock:script}:fence"), StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task Extend_WhereItIsNot_SaysWhatIsThere()
    {
        Assert.Equal(MasterResultCode.Absent, (await ExtendAsync(First, placeAgain: false)).Answer);
        Assert.Equal(MasterResultCode.PlacedAgain, (await ExtendAsync(First, placeAgain: true)).Answer);
        Assert.Equal(MasterResultCode.Done, (await ExtendAsync(First, placeAgain: true)).Answer);
        Assert.Equal(MasterResultCode.HeldByOther, (await ExtendAsync(Second, placeAgain: true)).Answer);
    }

    [RedisFact]
    public async Task Extend_AfterALaterHolder_IsNotPlacedAgain()
    {
        await PlaceAsync(Second);
        await _commands.RemoveAsync(_master, Key, Second.Lease, TimeSpan.MaxValue, Timeout);

        var reply = await ExtendAsync(First, placeAgain: true);

        Assert.Equal((MasterResultCode.FenceTooLow, 200), (reply.Answer, reply.Fence.Value));
        Assert.False(await _plain.KeyExistsAsync("lock:script"));
    }

    [RedisFact]
    public async Task Remove_TakesAwayOnlyTheLeaseThatItNames()
    {
        await PlaceAsync(First);

        Assert.Equal(MasterResultCode.HeldByOther, await RemoveAsync(Second.Lease));
        Assert.Equal(MasterResultCode.HeldByOther, await RemoveAsync(First.Lease, leftAtMost: First.Ttl / 2));
        Assert.Equal(MasterResultCode.Done, await RemoveAsync(First.Lease, leftAtMost: First.Ttl));
        Assert.Equal(MasterResultCode.Absent, await RemoveAsync(First.Lease));
    }

    [RedisFact]
    public async Task Remove_OfAnEarlierPlacing_LeavesTheLaterOneAlone()
    {
        var again = First with { Token = new FencingToken(150), TokenBlock = 5 };
        await PlaceAsync(First);
        await PlaceAsync(again);

        Assert.Equal(MasterResultCode.HeldByOther, await UndoAsync(First));
        Assert.Equal(First.Lease.Reveal(), await _plain.StringGetAsync("lock:script"));
        Assert.Equal(MasterResultCode.Done, await UndoAsync(again));
    }

    [RedisFact]
    public async Task Cleanup_OfALostRound_LeavesTheNextRoundOfTheSameLeaseAlone()
    {
        var cleanup = new RedlockCleanup(_commands, TimeProvider.System, NullLogger.Instance);
        await PlaceAsync(First);
        await PlaceAsync(First with { Token = new FencingToken(150) });

        await cleanup.RunAsync([_master], Key, First, Timeout);

        Assert.Equal(First.Lease.Reveal(), await _plain.StringGetAsync("lock:script"));
    }

    [RedisFact]
    public async Task Load_AnswersWhatIsThere()
    {
        Assert.Equal(new MasterState("", TimeSpan.Zero, ""), await _commands.LoadAsync(_master, Key, Timeout));
        await PlaceAsync(First with { Holder = HolderName.Parse("a|b") });

        var state = (await _commands.LoadAsync(_master, Key, Timeout))!.Value;
        var lease = FenceText.LeaseOf(state.Fence, state.Held, state.Left)!;

        Assert.Equal((First.Lease, First.Token, "a|b"), (lease.Lease, lease.Token, lease.Holder.Value));
        Assert.Equal(First.Request, lease.Request);
        Assert.InRange(lease.Left, First.Ttl / 2, First.Ttl);
    }

    [RedisTheory]
    [InlineData("plain")]
    [InlineData("with {tag} inside")]
    [InlineData("{}")]
    [InlineData("}{")]
    [InlineData("100%7B")]
    [InlineData("ünï/😀")]
    public async Task Keys_OfOneLock_HashToOneSlotOfACluster(string text)
    {
        await using var rig = await RedisRig.StartAsync(
            options: new RedisServerOptions { ExtraArguments = ["--cluster-enabled", "yes"] });
        var plain = await rig.PlainAsync();
        var keys = new RedisKeys("lock:").Of(text);

        var slots = new List<long>();
        foreach (var key in keys)
        {
            slots.Add((long)await plain.ExecuteAsync("CLUSTER", "KEYSLOT", key));
        }

        Assert.Equal(2, slots.Count);
        Assert.Single(slots.Distinct());
        Assert.NotEqual(keys[0], keys[1]);
    }

    [Fact]
    public void Names_OfDifferentLocks_Differ()
    {
        var keys = new RedisKeys("lock:");
        string[] texts = ["a{b}", "a%7Bb%7D", "a%257Bb%257D", "a}b{", "ab"];

        Assert.Equal(texts.Length, texts.Select(text => keys.NameOf(text)).Distinct().Count());
        Assert.Equal("lock:orders/42", keys.NameOf("orders/42"));
    }

    private static StoreEffect Effect(int number, long token) => new()
    {
        Lease = Some.Lease(number),
        Request = Some.Request(number),
        Token = new FencingToken(token),
        TokenBlock = 1,
        Ttl = TimeSpan.FromSeconds(30),
        OldLeftAtMost = TimeSpan.MaxValue,
    };

    private Task<MasterReply> PlaceAsync(StoreEffect effect) => _commands.PlaceAsync(_master, Key, effect, Timeout);

    private Task<MasterReply> ExtendAsync(StoreEffect effect, bool placeAgain) =>
        _commands.ExtendAsync(_master, Key, effect, placeAgain, Timeout);

    private async Task<MasterResultCode> UndoAsync(StoreEffect placing) => (await _commands.RemoveAsync(
        _master, Key, placing.Lease, TimeSpan.MaxValue, Timeout, FenceText.LastToken(placing))).Answer;

    private async Task<MasterResultCode> RemoveAsync(LeaseId lease, TimeSpan? leftAtMost = null) =>
        (await _commands.RemoveAsync(_master, Key, lease, leftAtMost ?? TimeSpan.MaxValue, Timeout)).Answer;
}
