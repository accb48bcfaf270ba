using System.Net;
using System.Net.Sockets;
using LockActors.Actors;
using LockActors.Engine;
using LockActors.TestKit;
using Microsoft.Extensions.Logging;

namespace LockActors.Redis.Tests;

/// <summary>A Redis that does not do what it is asked for says why, and so does the store.</summary>
public sealed class CauseTests
{
    private static readonly LockKey Key = "causes";
    private static readonly LockKey Spare = "spare";

    [RedisFact]
    public async Task Password_ThatIsWrong_IsNamedInTheAnswerAndInOneWarning()
    {
        await using var rig = await RedisRig.StartAsync(
            options: new RedisServerOptions { ExtraArguments = ["--requirepass", "right"] });
        using var log = new LogLines(LogLevel.Warning);
        await using var store = Store(rig.Server.EndPoint, log, "password=wrong");

        // A first connection may take longer than a command.
        string? cause = null;
        await Poll.UntilAsync(
            async () => (cause = await store.CheckAsync(Spare)) is not null
                && cause.Contains("NOAUTH", StringComparison.Ordinal),
            () => $"the reason, not '{cause}'",
            LockRequests.Patience);
        for (var i = 0; i < 5; i++)
        {
            var reply = await store.PlaceAsync(Key, Effect());
            Assert.Equal(StoreOutcome.Failed, reply.Outcome);
            Assert.StartsWith($"{rig.Server.EndPoint}: ", reply.Cause, StringComparison.Ordinal);
            Assert.Contains("NOAUTH", reply.Cause, StringComparison.Ordinal);
        }

        var warning = Assert.Single(log.All, static line => line.Contains("NOAUTH", StringComparison.Ordinal));
        Assert.StartsWith("There is no connection to Redis", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_ThatIsClosed_IsNamed()
    {
        // Bound, so that no other process opens it, and not listening.
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var endPoint = $"{closed.LocalEndPoint}";
        using var log = new LogLines(LogLevel.Warning);
        await using var store = Store(endPoint, log);

        StoredState state = default;
        await Poll.UntilAsync(
            async () =>
            {
                state = await store.LoadAsync(Key);

                // An attempt that is under way when the command comes may be cut off.
                return state.Cause?.Contains("Connection refused", StringComparison.Ordinal) == true;
            },
            () => $"the reason, not '{state.Cause}'",
            LockRequests.Patience);

        Assert.Equal((false, $"{endPoint}: SocketException: Connection refused"), (state.IsKnown, state.Cause));
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Fence_OfAnotherType_IsNamedAndNothingIsGrantedUntilItIsDeleted(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var service = rig.Service();
        for (var i = 0; i < masters; i++)
        {
            await (await rig.PlainAsync(i)).ListLeftPushAsync($"{{lock:{Key}}}:fence", "a list");
        }

        var reply = await service.TryAsync(Key, LockRequests.Ttl);

        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
        Assert.Contains($"{{lock:{Key}}}:fence was written by another program", reply.Cause, StringComparison.Ordinal);
        for (var i = 0; i < masters; i++)
        {
            await (await rig.PlainAsync(i)).KeyDeleteAsync($"{{lock:{Key}}}:fence");
        }

        await service.TakeSoonAsync(Key);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Memory_ThatIsFull_IsNamedAndFailsTheCheckThoughReadsAreAnswered(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var store = rig.Store();
        await Poll.UntilAsync(
            async () => await store.CheckAsync(Spare) is null, "a store that grants", LockRequests.Patience);
        for (var i = 0; i < masters; i++)
        {
            await FillAsync(rig, i);
        }

        Assert.Contains("OOM command not allowed", await store.CheckAsync(Spare), StringComparison.Ordinal);
        Assert.True((await store.LoadAsync(Key)).IsKnown);
        var reply = await rig.Service().AcquireAsync(
            Key, new LockRequest { Id = RequestId.New(), OutlivesCall = true });
        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
        Assert.Contains("OOM command not allowed", reply.Cause, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task Wait_ThatEndsWhileRedisIsFull_IsUnavailableAndNotTimedOut()
    {
        await using var rig = await RedisRig.StartAsync();
        await FillAsync(rig, 0);

        var reply = await rig.Service().AcquireAsync(
            Key, new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromSeconds(1) });

        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
        Assert.Contains("OOM command not allowed", reply.Cause, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task Wait_ThatEndsWhileAnotherHoldsTheLock_IsTimedOutThoughRedisIsFull()
    {
        await using var rig = await RedisRig.StartAsync();
        var service = rig.Service();
        await service.TakeAsync(Key);
        await FillAsync(rig, 0);

        var reply = await service.AcquireAsync(
            Key, new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromMilliseconds(300) });

        Assert.Equal((LockOutcome.TimedOut, null), (reply.Outcome, reply.Cause));
    }

    [RedisFact]
    public async Task Redis_ThatCannotSaveItsData_IsNamedAndFailsTheCheck()
    {
        await using var rig = await RedisRig.StartAsync();
        var store = rig.Store();
        await Poll.UntilAsync(
            async () => await store.CheckAsync(Spare) is null, "a store that grants", LockRequests.Patience);
        await BreakSavingAsync(rig);

        Assert.Contains("MISCONF", await store.CheckAsync(Spare), StringComparison.Ordinal);
        var reply = await rig.Service().AcquireAsync(
            Key, new LockRequest { Id = RequestId.New(), OutlivesCall = true });
        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
        Assert.Contains("MISCONF", reply.Cause, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task Replica_FailsTheCheck()
    {
        await using var rig = await RedisRig.StartAsync(2);
        var store = rig.Store(masters: 1);
        await (await rig.PlainAsync()).ExecuteAsync("REPLICAOF", "127.0.0.1", $"{rig.Servers[1].Port}");

        await Poll.UntilAsync(
            async () => (await store.CheckAsync(Spare))?.Contains("READONLY", StringComparison.Ordinal) == true,
            "a refusal",
            LockRequests.Patience);
    }

    [RedisFact]
    public async Task Masters_ThatAreYoung_AreCountedAndTellHowLong()
    {
        await using var rig = await RedisRig.StartAsync(3);
        var store = rig.Store(static options => options with { YoungMasters = YoungMasters.Exclude });
        var cause = "";
        await Poll.UntilAsync(
            async () => (cause = await store.CheckAsync(Spare) ?? "")
                .Split("started lately and may have forgotten leases, so it votes in 9 min ").Length == 4,
            () => $"three young masters; the cause is '{cause}'",
            LockRequests.Patience);

        Assert.StartsWith("0 of 3 masters may vote, and 2 must; 127.0.0.1:", cause, StringComparison.Ordinal);
        Assert.Equal(StoreOutcome.Failed, (await store.PlaceAsync(Key, Effect())).Outcome);
    }

    /// <summary>Redis refuses writes from when a snapshot that it is told to make fails: its folder is gone.</summary>
    private static async Task BreakSavingAsync(RedisRig rig)
    {
        var redis = await rig.PlainAsync();
        var folder = (string[]?)await redis.ExecuteAsync("CONFIG", "GET", "dir");
        Directory.Delete(folder![1], recursive: true);
        await redis.ExecuteAsync("CONFIG", "SET", "save", "3600 1");
        await redis.ExecuteAsync("BGSAVE");
        await Poll.UntilAsync(
            async () => ((string?)await redis.ExecuteAsync("INFO", "persistence"))!
                .Contains("rdb_last_bgsave_status:err", StringComparison.Ordinal),
            "a snapshot that failed",
            LockRequests.Patience);
    }

    private static async Task FillAsync(RedisRig rig, int server)
    {
        var plain = await rig.PlainAsync(server);
        await plain.StringSetAsync("ballast", new string('x', 1 << 20));
        await plain.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await plain.ExecuteAsync("CONFIG", "SET", "maxmemory", "1mb");
    }

    private static RedisLeaseStore Store(string endPoint, LogLines log, string more = "") =>
        (RedisLeaseStore)RedisLeaseStores.Create(
            new RedisLeaseOptions { Masters = [$"{endPoint},connectTimeout=2000,{more}"] }, log: log);

    private static StoreEffect Effect() => new()
    {
        Verb = StoreVerb.Place,
        Lease = LeaseId.New(),
        OldLeftAtMost = TimeSpan.MaxValue,
        Token = new FencingToken(1),
        TokenBlock = 1,
        Ttl = TimeSpan.FromSeconds(10),
        Request = RequestId.New(),
    };
}
