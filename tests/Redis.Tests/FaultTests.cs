using LockActors.TestKit;

namespace LockActors.Redis.Tests;

/// <summary>One Redis that fails in every way a Redis can.</summary>
public sealed class FaultTests
{
    private static readonly LockKey Key = "fault";

    [RedisFact]
    public async Task Kill_RestartedEmpty_LosesTheLeaseAndTokensStillGrow()
    {
        await using var rig = await RedisRig.StartAsync();
        var service = rig.Service();
        var grant = await service.TakeAsync(Key);

        await rig.Server.KillAsync();
        var unknown = await service.RenewAsync(Key, grant.LeaseId, LockRequests.Ttl);
        await rig.Server.RestartAsync(keepData: false);

        Assert.Equal(RenewOutcome.Unavailable, unknown.Outcome);
        await Poll.UntilAsync(
            async () => (await service.RenewAsync(Key, grant.LeaseId, LockRequests.Ttl)).Outcome == RenewOutcome.Lost,
            "the holder to learn of its loss",
            LockRequests.Patience);
        Assert.True((await service.TakeSoonAsync(Key)).Token > grant.Token);
    }

    [RedisFact]
    public async Task Kill_RestartedWithItsData_KeepsTheLease()
    {
        await using var rig = await RedisRig.StartAsync(options: new RedisServerOptions { Durable = true });
        var service = rig.Service();
        var ttl = TimeSpan.FromSeconds(60);
        var grant = await service.TakeAsync(Key, ttl);

        await rig.Server.KillAsync();
        await rig.Server.RestartAsync(keepData: true);

        await Poll.UntilAsync(
            async () => (await service.RenewAsync(Key, grant.LeaseId, ttl)).Outcome == RenewOutcome.Renewed,
            "the lease to be renewed",
            LockRequests.Patience);
        Assert.Equal(LockOutcome.Busy, (await service.TryAsync(Key)).Outcome);
        Assert.Equal(grant.Token, (await service.GetAsync(Key)).Holder!.Token);
    }

    [RedisFact]
    public async Task Freeze_AnswersUnavailableAndLeavesNothingBehindAfterTheThaw()
    {
        await using var rig = await RedisRig.StartAsync();
        var service = rig.Service();
        var held = await service.TakeAsync("held", TimeSpan.FromSeconds(60));

        await rig.Server.FreezeAsync();
        var renewal = await service.RenewAsync("held", held.LeaseId, TimeSpan.FromSeconds(60));
        var reply = await service.TryAsync(Key, TimeSpan.FromSeconds(60));
        await rig.Server.ThawAsync();

        Assert.Equal(RenewOutcome.Unavailable, renewal.Outcome);
        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);

        // The placing arrived after all: it must not block the key for its minute.
        await service.TakeSoonAsync(Key);
        Assert.Equal(
            RenewOutcome.Renewed, (await service.RenewAsync("held", held.LeaseId, TimeSpan.FromSeconds(60))).Outcome);
    }

    [RedisFact]
    public async Task FlushAll_NeverTakesTokensBack()
    {
        await using var rig = await RedisRig.StartAsync();
        var plain = await rig.PlainAsync();
        var last = default(FencingToken);
        for (var i = 0; i < 3; i++)
        {
            var grant = await rig.Service().TakeAsync(Key);
            Assert.True(grant.Token > last);
            last = grant.Token;
            await plain.ExecuteAsync("FLUSHALL");
        }
    }

    [RedisFact]
    public async Task ClientKill_IsSurvived()
    {
        await using var rig = await RedisRig.StartAsync();
        var service = rig.Service();
        var grant = await service.TakeAsync(Key, TimeSpan.FromSeconds(60));

        await (await rig.PlainAsync()).ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

        await Poll.UntilAsync(
            async () => (await service.RenewAsync(Key, grant.LeaseId, TimeSpan.FromSeconds(60))).Outcome
                == RenewOutcome.Renewed,
            "the lease to be renewed",
            LockRequests.Patience);
    }

    [RedisFact]
    public async Task ScriptFlush_IsNotNoticed()
    {
        await using var rig = await RedisRig.StartAsync();
        var service = rig.Service();
        var grant = await service.TakeAsync(Key);

        await (await rig.PlainAsync()).ExecuteAsync("SCRIPT", "FLUSH");

        Assert.Equal(RenewOutcome.Renewed, (await service.RenewAsync(Key, grant.LeaseId, LockRequests.Ttl)).Outcome);
        await service.ReleaseAsync(grant);
    }

    [RedisFact]
    public async Task OutOfMemory_IsUnavailableAndPasses()
    {
        await using var rig = await RedisRig.StartAsync();
        var plain = await rig.PlainAsync();
        var service = rig.Service();
        await plain.StringSetAsync("ballast", new string('x', 1 << 20));
        await plain.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await plain.ExecuteAsync("CONFIG", "SET", "maxmemory", "1mb");

        Assert.Equal(LockOutcome.Unavailable, (await service.TryAsync(Key)).Outcome);
        await plain.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");

        await service.TakeSoonAsync(Key);
    }

    [RedisFact]
    public async Task ReadOnlyReplica_IsUnavailable()
    {
        await using var rig = await RedisRig.StartAsync(2);
        var service = rig.Service(masters: 1);
        var plain = await rig.PlainAsync();
        await service.ReleaseAsync(await service.TakeAsync(Key));

        await plain.ExecuteAsync("REPLICAOF", "127.0.0.1", $"{rig.Servers[1].Port}");
        await Poll.UntilAsync(
            async () =>
                (await service.TryAsync(Key)).Outcome == LockOutcome.Unavailable, "a refusal", LockRequests.Patience);

        await plain.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await service.TakeSoonAsync(Key);
    }

    [RedisFact]
    public async Task NoPassword_IsUnavailableAndTheRightOneWorks()
    {
        const string Password = "correct-horse";
        await using var rig = await RedisRig.StartAsync(
            options: new RedisServerOptions { ExtraArguments = ["--requirepass", Password] });

        var without = await rig.Service().TryAsync(Key);
        var with = rig.Service(options => options with { Masters = [$"{rig.Server.EndPoint},password={Password}"] });

        Assert.Equal(LockOutcome.Unavailable, without.Outcome);
        await with.TakeSoonAsync(Key);
    }

    [RedisFact]
    public async Task AKeyOfAnotherType_CountsAsHeldOutside()
    {
        await using var rig = await RedisRig.StartAsync();
        var plain = await rig.PlainAsync();
        var service = rig.Service();
        await plain.ListLeftPushAsync($"lock:{Key}", "not a lock");

        Assert.Equal(LockOutcome.Busy, (await service.TryAsync(Key)).Outcome);
        await plain.KeyDeleteAsync($"lock:{Key}");

        await service.TakeSoonAsync(Key);
    }

    [RedisFact]
    public async Task AKeyThatLastsLongerThanClocksCount_CountsAsHeldOutside()
    {
        await using var rig = await RedisRig.StartAsync();
        await (await rig.PlainAsync()).ExecuteAsync("SET", $"lock:{Key}", "theirs", "EX", "9000000000000");

        Assert.Equal(LockOutcome.Busy, (await rig.Service().TryAsync(Key)).Outcome);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task AFenceAtTheHighestToken_IsNeverPassed(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var known = rig.Service();
        await known.ReleaseAsync(await known.TakeAsync(Key));
        for (var i = 0; i < masters; i++)
        {
            await (await rig.PlainAsync(i)).StringSetAsync($"{{lock:{Key}}}:fence", $"{FencingToken.Highest}");
        }

        foreach (var service in new[] { known, rig.Service() })
        {
            var reply = await service.TryAsync(Key);

            Assert.Equal(LockOutcome.Rejected, reply.Outcome);
            Assert.Contains("key has no fencing token left", reply.Violation!.Message, StringComparison.Ordinal);
        }
    }

    [RedisTheory]
    [InlineData("99999999999999999999|1|x|y|z")]
    [InlineData("9223372036854775807|1|x|y|z")]
    [InlineData("9007199254740993")]
    [InlineData("-5")]
    [InlineData("nonsense")]
    public async Task AFenceThatIsNoToken_IsNoFence(string text)
    {
        await using var rig = await RedisRig.StartAsync();
        var known = rig.Service();
        await known.ReleaseAsync(await known.TakeAsync(Key));
        await (await rig.PlainAsync()).StringSetAsync($"{{lock:{Key}}}:fence", text);

        await known.ReleaseAsync(await known.TakeSoonAsync(Key));
        await (await rig.PlainAsync()).StringSetAsync($"{{lock:{Key}}}:fence", text);

        Assert.InRange((await rig.Service().TakeSoonAsync(Key)).Token.Value, 1, 1L << 53);
    }

    [RedisFact]
    public async Task FenceRetention_LeavesNothingBehindInTheEnd()
    {
        await using var rig = await RedisRig.StartAsync();
        var plain = await rig.PlainAsync();
        var second = TimeSpan.FromSeconds(1);
        var service = rig.Service(options => options with { MaxTtl = second, FenceRetention = second });
        for (var i = 0; i < 100; i++)
        {
            await service.ReleaseAsync(await service.TakeAsync($"{Key}/{i}", ttl: second / 2));
        }

        await Poll.UntilAsync(
            async () => (long)await plain.ExecuteAsync("DBSIZE") == 0, "every key to be gone", LockRequests.Patience);
    }
}
