using System.Collections.Concurrent;
using LockActors.Actors;
using LockActors.Engine;
using LockActors.Redis.Redlock;
using LockActors.TestKit;
using Microsoft.Extensions.Logging;

namespace LockActors.Redis.Tests;

/// <summary>A quorum of masters that fail.</summary>
public sealed class RedlockTests
{
    private static readonly LockKey Key = "quorum";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [RedisFact]
    public async Task TwoOfFiveDown_Works()
    {
        await using var rig = await RedisRig.StartAsync(5);
        var service = rig.Service();
        await service.ReleaseAsync(await service.TakeAsync(Key));

        await rig.Servers[0].KillAsync();
        await rig.Servers[1].KillAsync();
        var grant = await service.TakeSoonAsync(Key);

        Assert.Equal(RenewOutcome.Renewed, (await service.RenewAsync(Key, grant.LeaseId, LockRequests.Ttl)).Outcome);
        await service.ReleaseAsync(grant);
    }

    [RedisFact]
    public async Task ThreeOfFiveDown_GrantsNothingAndLeavesNothingBehind()
    {
        await using var rig = await RedisRig.StartAsync(5);
        var service = rig.Service();
        await service.ReleaseAsync(await service.TakeAsync("other"));
        foreach (var server in rig.Servers.Take(3))
        {
            await server.FreezeAsync();
        }

        var reply = await service.TryAsync(Key, Minute);
        foreach (var server in rig.Servers.Take(3))
        {
            await server.ThawAsync();
        }

        // The frozen ones carry out what was sent to them, and then what was sent to clean up.
        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
        for (var i = 0; i < rig.Servers.Count; i++)
        {
            var plain = await rig.PlainAsync(i);
            await Poll.UntilAsync(
                async () =>
                    !await plain.KeyExistsAsync($"lock:{Key}"), $"master {i} to be clean", LockRequests.Patience);
        }

        await service.TakeSoonAsync(Key);
    }

    [RedisFact]
    public async Task OneOfThreeFrozen_IsNotWaitedFor()
    {
        await using var rig = await RedisRig.StartAsync(3);
        var service = rig.Service();
        await service.ReleaseAsync(await service.TakeAsync(Key));

        await rig.Servers[2].FreezeAsync();
        var grant = await service.TakeSoonAsync(Key);
        await rig.Servers[2].ThawAsync();

        Assert.Equal(RenewOutcome.Renewed, (await service.RenewAsync(Key, grant.LeaseId, Minute)).Outcome);
    }

    [RedisFact]
    public async Task AMasterThatLostItsVote_GetsItAgainAtTheNextRenewal()
    {
        await using var rig = await RedisRig.StartAsync(3);
        var service = rig.Service();
        var grant = await service.TakeAsync(Key, Minute);
        await rig.UntilAllVotedAsync(Key);
        var plain = await rig.PlainAsync(2);
        await plain.KeyDeleteAsync($"lock:{Key}");

        await service.RenewAsync(Key, grant.LeaseId, Minute);

        await Poll.UntilAsync(() => plain.KeyExistsAsync($"lock:{Key}"), "the vote to be back", LockRequests.Patience);
        await (await rig.PlainAsync(0)).KeyDeleteAsync($"lock:{Key}");
        Assert.Equal(RenewOutcome.Renewed, (await service.RenewAsync(Key, grant.LeaseId, Minute)).Outcome);
    }

    [RedisFact]
    public async Task ALeaseThatTheMajorityForgot_IsLostAndItsRestIsRemoved()
    {
        await using var rig = await RedisRig.StartAsync(3);
        var service = rig.Service();
        var grant = await service.TakeAsync(Key, Minute);
        await rig.UntilAllVotedAsync(Key);
        await (await rig.PlainAsync(0)).ExecuteAsync("FLUSHALL");
        await (await rig.PlainAsync(1)).ExecuteAsync("FLUSHALL");

        var renewal = await service.RenewAsync(Key, grant.LeaseId, Minute);

        Assert.Equal((RenewOutcome.Lost, EndReason.Lost), (renewal.Outcome, renewal.Reason));
        for (var i = 0; i < 3; i++)
        {
            var plain = await rig.PlainAsync(i);
            await Poll.UntilAsync(
                async () =>
                    !await plain.KeyExistsAsync($"lock:{Key}"), $"master {i} to be clean", LockRequests.Patience);
        }
    }

    [RedisFact]
    public async Task Tokens_AcrossDifferentMajorities_NeverGoBack()
    {
        await using var rig = await RedisRig.StartAsync(3);
        var high = new FencingToken(long.MaxValue >> 11);

        // A token far ahead of every clock, seen by masters 0 and 1 only.
        for (var i = 0; i < 2; i++)
        {
            await (await rig.PlainAsync(i)).StringSetAsync($"{{lock:{Key}}}:fence", $"{high}|{high}|||");
        }

        await rig.Servers[0].KillAsync();
        var grant = await rig.Service().TakeSoonAsync(Key);

        Assert.True(grant.Token > high);
    }

    [RedisFact]
    public async Task YoungMasters_HaveNoVoteUntilTheyAreOlderThanTheLongestLease()
    {
        await using var rig = await RedisRig.StartAsync(3);
        var longest = TimeSpan.FromSeconds(4);
        var service = rig.Service(options => options with { YoungMasters = YoungMasters.Exclude, MaxTtl = longest });

        var young = await service.TryAsync(Key);
        var grant = await service.TakeSoonAsync(Key);
        await rig.Servers[0].RestartAsync(keepData: false);
        await rig.Servers[1].RestartAsync(keepData: false);
        var renewal = await service.RenewAsync(Key, grant.LeaseId, longest);

        Assert.Equal(LockOutcome.Unavailable, young.Outcome);
        Assert.NotEqual(RenewOutcome.Renewed, renewal.Outcome);
        Assert.NotEqual(LockOutcome.Granted, (await service.TryAsync("another")).Outcome);
        await service.TakeSoonAsync("another");
    }

    [RedisFact]
    public async Task YoungMasters_ExtendTheLeasesThatTheyKept()
    {
        await using var rig = await RedisRig.StartAsync(3);
        var grant = await rig.Service().TakeAsync(Key, Minute);
        await rig.UntilAllVotedAsync(Key);
        var store = rig.Store(options => options with { YoungMasters = YoungMasters.Exclude });

        await Poll.UntilAsync(
            async () => (await store.ExtendAsync(Key, Effect(StoreVerb.Extend, grant.LeaseId))).Outcome
                == StoreOutcome.Done,
            "an extension",
            LockRequests.Patience);
        Assert.Equal(
            StoreOutcome.Failed, (await store.PlaceAsync("other", Effect(StoreVerb.Place, Some.Lease(2)))).Outcome);

        // What two of them lost is lost, and no young one places it again.
        await (await rig.PlainAsync(0)).KeyDeleteAsync($"lock:{Key}");
        await (await rig.PlainAsync(1)).KeyDeleteAsync($"lock:{Key}");
        var lost = await store.ExtendAsync(Key, Effect(StoreVerb.Extend, grant.LeaseId));
        Assert.Equal((StoreOutcome.Refused, StoreRefusalKind.Absent), (lost.Outcome, lost.Refusal.Kind));
        Assert.False(await (await rig.PlainAsync(0)).KeyExistsAsync($"lock:{Key}"));
    }

    [RedisFact]
    public async Task ARedisThatIsNamedTwice_HasOneVote()
    {
        await using var rig = await RedisRig.StartAsync(2);
        var twins = new ConcurrentQueue<string>();
        await using var store = new RedlockLeaseStore(
            new RedisLeaseOptions
            {
                Masters = [rig.Servers[0].EndPoint, $"localhost:{rig.Servers[0].Port}", rig.Servers[1].EndPoint],
                YoungMasters = YoungMasters.Allow,
                NodeTimeout = TimeSpan.FromSeconds(5),
            },
            LivedTimeProvider.Instance,
            new CallbackLog<RedlockTests>((level, line) =>
            {
                if (level == LogLevel.Error)
                {
                    twins.Enqueue(line);
                }
            }));
        await Poll.UntilAsync(
            async () => (await store.PlaceAsync(Key, Effect(StoreVerb.Place, Some.Lease(1)))).Outcome
                == StoreOutcome.Done,
            "a grant by both servers",
            LockRequests.Patience);
        await Poll.UntilAsync(() => !twins.IsEmpty, "the twin to be noticed", LockRequests.Patience);

        await rig.Servers[1].KillAsync();

        Assert.Equal(
            StoreOutcome.Failed, (await store.PlaceAsync("other", Effect(StoreVerb.Place, Some.Lease(2)))).Outcome);
        Assert.Contains("is the same server as", Assert.Single(twins), StringComparison.Ordinal);
        var masters = (await store.AskAsync()).Where(master => master.Up).ToList();
        Assert.Equal(2, masters.Count);
        Assert.Single(masters, master => master.Votes);
    }

    [RedisFact]
    public async Task MastersOfUnknownAge_HaveNotLostALease()
    {
        await using var rig = await RedisRig.StartAsync(3);
        var store = rig.Store(options => options with
        {
            YoungMasters = YoungMasters.Exclude,
            MaxTtl = TimeSpan.FromSeconds(1),
        });
        using var service = new LocalLockService(new LocalLockOptions { Store = store });
        var grant = await service.TakeSoonAsync(Key, Minute);
        var plain = await rig.PlainAsync(2);

        // The last one may have been too young for the grant; a renewal brings its vote.
        await Poll.UntilAsync(
            async () => (await service.RenewAsync(Key, grant.LeaseId, Minute)).Outcome == RenewOutcome.Renewed
                && await plain.KeyExistsAsync($"lock:{Key}"),
            "the third vote",
            LockRequests.Patience);
        await rig.Servers[0].KillAsync();
        await rig.Servers[1].KillAsync();
        await Poll.UntilAsync(
            async () => (await ((ILeaseStoreHealth)store).AskAsync()).Count(master => master.Up) == 1,
            "two masters to be down",
            LockRequests.Patience);

        Assert.Equal(RenewOutcome.Unavailable, (await service.RenewAsync(Key, grant.LeaseId, Minute)).Outcome);
        Assert.True(await plain.KeyExistsAsync($"lock:{Key}"));
    }

    [RedisFact]
    public async Task AKeyThatLastsLongerThanClocksCount_IsHeldOutside()
    {
        await using var rig = await RedisRig.StartAsync(3);
        for (var i = 0; i < 3; i++)
        {
            await (await rig.PlainAsync(i)).ExecuteAsync("SET", $"lock:{Key}", "theirs", "EX", "9000000000000");
        }

        Assert.Equal(LockOutcome.Busy, (await rig.Service().TryAsync(Key)).Outcome);
    }

    [RedisFact]
    public async Task ALogThatThrows_DoesNotHoldUpAVote()
    {
        await using var rig = await RedisRig.StartAsync(3);
        foreach (var server in rig.Servers)
        {
            await server.KillAsync();
        }

        await using var store = new RedlockLeaseStore(
            new RedisLeaseOptions
            {
                Masters = [.. rig.Servers.Select(server => server.EndPoint)],
            },
            TimeProvider.System,
            new CallbackLog<RedlockTests>((_, _) => throw new IOException("the log is full")));
        var reply = await store.ExtendAsync(Key, Effect(StoreVerb.Extend, Some.Lease(1))).AsTask()
            .WaitAsync(LockRequests.Patience);

        Assert.Equal(StoreOutcome.Failed, reply.Outcome);
    }

    private static StoreEffect Effect(StoreVerb verb, LeaseId lease) => new()
    {
        Verb = verb,
        Lease = lease,
        Request = Some.Request(1),
        Token = new FencingToken(1),
        TokenBlock = 1,
        Ttl = Minute,
    };
}
