using System.Globalization;
using LockActors.Actors;
using LockActors.Monitoring;
using LockActors.TestKit;

namespace LockActors.Redis.Tests;

/// <summary>What a store tells of its masters, one (redis) or three (redlock), the last of which fails.</summary>
public sealed class HealthTests
{
    /// <summary>Longer than the patience of the caller.</summary>
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    [RedisTheory]
    [InlineData(1, "redis")]
    [InlineData(3, "redlock")]
    public async Task Healthy_IsUpWithItsLatencyAndVotes(int masters, string kind)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var health = HealthOf(rig, TimeProvider.System);

        var all = await AskWhenUpAsync(health, masters);

        Assert.All(all, master => Assert.NotEqual(TimeSpan.Zero, master.Latency));
        Assert.Equal(kind, health.Kind);
        Assert.Equal(rig.Servers.Select(server => server.EndPoint), all.Select(master => master.EndPoint));
        Assert.All(all, AssertVotes);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Killed_IsDownUntilItRunsAgain(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var health = HealthOf(rig);
        await AskWhenUpAsync(health, masters);

        await rig.Servers[^1].KillAsync();

        await AssertOnlyTheLastIsDownAsync(health);
        await AssertOnlyTheLastIsDownAsync(HealthOf(rig));
        await rig.Servers[^1].RestartAsync(keepData: false);
        AssertVotes((await AskWhenUpAsync(health, masters))[^1]);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Frozen_IsDownInBoundedTimeUntilItGoesOn(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var health = HealthOf(rig);
        await AskWhenUpAsync(health, masters);

        await rig.Servers[^1].FreezeAsync();

        await AssertOnlyTheLastIsDownAsync(health);
        await AssertOnlyTheLastIsDownAsync(HealthOf(rig));
        await rig.Servers[^1].ThawAsync();
        AssertVotes((await AskWhenUpAsync(health, masters))[^1]);
    }

    [RedisFact]
    public async Task Restarted_OfAQuorum_IsUpButHasNoVoteUntilItIsOldEnough()
    {
        await using var rig = await RedisRig.StartAsync(3);
        var health = Excluding(rig);
        await Poll.UntilAsync(
            async () => (await health.AskAsync()).All(master => master.Votes), "old masters", LockRequests.Patience);

        await rig.Servers[^1].RestartAsync(keepData: false);

        // A new connection, as the old one takes its time to be back.
        health = Excluding(rig);
        var all = await AskWhenUpAsync(health, 3);
        Assert.All(all.Take(2), AssertVotes);
        Assert.Equal((true, false), (all[^1].Up, all[^1].Votes));
        Assert.NotNull(all[^1].Latency);
        Assert.InRange(all[^1].RunTime!.Value, TimeSpan.Zero, Longest);
        Assert.Equal(Longest, all[^1].RunTime + all[^1].VotesIn);
        await Poll.UntilAsync(
            async () => (await health.AskAsync())[^1].Votes, "the vote to be back", LockRequests.Patience);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Replica_IsUpButHasNoVoteUntilItIsAMasterAgain(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var health = HealthOf(rig);
        await AskWhenUpAsync(health, masters);
        var last = await rig.PlainAsync(masters - 1);

        await last.ExecuteAsync("REPLICAOF", "127.0.0.1", "1");

        var replica = (await AskWhenUpAsync(health, masters))[^1];
        Assert.Equal((true, true, false, null), (replica.Up, replica.ReadOnly, replica.Votes, replica.VotesIn));
        await last.ExecuteAsync("REPLICAOF", "NO", "ONE");
        AssertVotes((await AskWhenUpAsync(health, masters))[^1]);
    }

    [RedisFact]
    public async Task Young_AsTheOnlyOne_Votes()
    {
        await using var rig = await RedisRig.StartAsync();
        var health = Excluding(rig);

        AssertVotes(Assert.Single(await AskWhenUpAsync(health, 1)));

        var reply = await rig.Service(options => options with { YoungMasters = YoungMasters.Exclude }).TryAsync("k");
        Assert.Equal(LockOutcome.Granted, reply.Outcome);
    }

    private static ILeaseStoreHealth HealthOf(RedisRig rig, TimeProvider? time = null) =>
        (ILeaseStoreHealth)rig.Store(options => options with { CommandTimeout = CommandTimeout }, time: time);

    private static ILeaseStoreHealth Excluding(RedisRig rig) => (ILeaseStoreHealth)rig.Store(
        options => options with { YoungMasters = YoungMasters.Exclude, MaxTtl = Longest });

    /// <summary>The answer once so many are up: connecting may take longer than a look.</summary>
    private static async Task<IReadOnlyList<StoreMaster>> AskWhenUpAsync(ILeaseStoreHealth health, int count)
    {
        IReadOnlyList<StoreMaster> all = [];
        await Poll.UntilAsync(
            async () => (all = await health.AskAsync().AsTask().WaitAsync(Bound)).Count(master => master.Up) == count,
            $"{count} masters to be up",
            LockRequests.Patience);
        return all;
    }

    private static async Task AssertOnlyTheLastIsDownAsync(ILeaseStoreHealth health)
    {
        var all = await health.AskAsync().AsTask().WaitAsync(Bound);
        Assert.Equal(new StoreMaster { EndPoint = all[^1].EndPoint }, all[^1]);
        Assert.All((await AskWhenUpAsync(health, all.Count - 1)).SkipLast(1), AssertVotes);
    }

    private static void AssertVotes(StoreMaster master)
    {
        Assert.Equal((true, true, null), (master.Up, master.Votes, master.VotesIn));

        // A clock that stands still with the machine may not have moved at all.
        Assert.InRange(master.Latency!.Value, TimeSpan.Zero, Bound);
        Assert.InRange(master.RunTime!.Value, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    /// <summary>Each of the commands that wait for a new connection needs to know how long the master runs.</summary>
    [RedisFact]
    public async Task Masters_AreAskedOncePerConnection_HoweverManyWait()
    {
        const int Many = 50;
        await using var rig = await RedisRig.StartAsync(3);
        var service = rig.Service();

        await Task.WhenAll(Enumerable.Range(0, Many).Select(i => service.TakeAsync($"key-{i}")));

        // The client library asks a few times by itself when it connects, and so does this look.
        var server = (await rig.PlainAsync()).Multiplexer.GetServers()[0];
        var line = (await server.InfoAsync("commandstats")).Single().Single(item => item.Key == "cmdstat_info").Value;
        var calls = int.Parse(line.Split('=', ',')[1], CultureInfo.InvariantCulture);
        Assert.InRange(calls, 1, Many / 2);
    }
}
