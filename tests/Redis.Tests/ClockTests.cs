using System.Collections.Concurrent;
using LockActors.Actors;
using LockActors.TestKit;
using StackExchange.Redis;

namespace LockActors.Redis.Tests;

/// <summary>The clock of a Redis host is stepped. To Redis a step back makes every key last longer, and a step forward
/// ends keys early; the tests do the same to the keys.</summary>
public sealed class ClockTests
{
    private static readonly LockKey Key = "clock";
    private static readonly string Name = $"lock:{Key}";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AnHour = TimeSpan.FromMilliseconds(3_593_777);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<string> _audit = new();

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task StepBack_UnderALeaseWhoseHolderDied_FreesTheLockAtItsTime(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var service = Service(rig);
        await StepBackAsync(rig, await service.TakeAsync(Key, Short));

        await service.TakeAsync(Key, Minute, wait: Minute);

        await rig.UntilAllVotedAsync(Key);
        Assert.InRange(await LongestLeftAsync(rig), TimeSpan.Zero, Minute);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task StepBack_UnderAHeldLease_IsMendedByTheNextRenewal(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var service = Service(rig);
        var grant = await service.TakeAsync(Key, Minute);
        await StepBackAsync(rig, grant);

        Assert.Equal(RenewOutcome.Renewed, (await service.RenewAsync(Key, grant.LeaseId, Minute)).Outcome);

        await Poll.UntilAsync(
            async () => await LongestLeftAsync(rig) <= Minute, "every master to count anew", LockRequests.Patience);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task StepBack_ThenARestart_KeepsTheLockForTheLongestTtlAtMost(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        await StepBackAsync(rig, await Service(rig).TakeAsync(Key, Short));
        var maxTtl = TimeSpan.FromSeconds(3);

        var successor = Service(rig, maxTtl);
        Assert.InRange((await successor.GetAsync(Key)).Holder!.ExpiresIn, TimeSpan.Zero, maxTtl * 1.1);

        await successor.TakeAsync(Key, Short, wait: Minute);
        await UntilToldAsync();
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task StepBack_UnderAForeignKey_IsShownAndToldOnce_AndARevokeRemovesIt(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var service = Service(rig);
        await SetAsync(rig, "theirs", AnHour);
        var waiting = service.AcquireAsync(Key, LockRequests.New(wait: Minute)).AsTask();
        await Poll.UntilAsync(
            async () => (await service.GetAsync(Key)).State == LockState.HeldOverlong, "the state",
            LockRequests.Patience);
        Assert.Equal(LockOutcome.Busy, (await service.TryAsync(Key)).Outcome);

        Assert.Equal(RevokeOutcome.Revoked, await service.RevokeAsync(Key));

        Assert.True((await waiting.WaitAsync(LockRequests.Patience)).IsGranted);
        await UntilToldAsync();
        Assert.Single(_audit);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Revoke_OfALeaseIdThatNoActorKnows_RemovesIt(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        await SetAsync(rig, LeaseId.New().Reveal(), AnHour);

        Assert.Equal(RevokeOutcome.Revoked, await Service(rig).RevokeAsync(Key));

        Assert.Equal(TimeSpan.Zero, await LongestLeftAsync(rig));
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Revoke_OfAForeignKeyThatLastsNoLongerThanALease_LeavesItAlone(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        await SetAsync(rig, "theirs", LockLimits.Default.MaxTtl);

        Assert.Equal(RevokeOutcome.NotHeld, await Service(rig).RevokeAsync(Key));

        Assert.True(await LongestLeftAsync(rig) > TimeSpan.Zero);
    }

    /// <summary>What has no end is no doing of a clock: under a short prefix it may be an application's data.</summary>
    [RedisFact]
    public async Task Revoke_OfAForeignKeyWithoutAnEnd_LeavesItAlone()
    {
        await using var rig = await RedisRig.StartAsync();
        var plain = await rig.PlainAsync();
        await plain.StringSetAsync(Name, "data");

        Assert.Equal(RevokeOutcome.NotHeld, await Service(rig).RevokeAsync(Key));

        Assert.Equal("data", await plain.StringGetAsync(Name));
        Assert.Empty(_audit);
    }

    /// <summary>A master that denied its votes for an hour would be missed only when another one fails.</summary>
    [RedisFact]
    public async Task StepBack_OfAMinority_IsMendedByTheNextGrant()
    {
        await using var rig = await RedisRig.StartAsync(masters: 3);
        var plain = await rig.PlainAsync(2);
        await plain.StringSetAsync(Name, LeaseId.New().Reveal(), AnHour);

        await Service(rig).TakeAsync(Key, Minute);

        await Poll.UntilAsync(
            async () => !await plain.KeyExistsAsync(Name), "the third master to be free", LockRequests.Patience);
    }

    /// <summary>The lease is gone early. The holder learns it at its next renewal; until its lease would have ended no
    /// other client of this service gets the lock, but one that knows only Redis does.</summary>
    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task StepForward_LetsAForeignClientIn_TellsTheHolder_AndExcludesOurOwn(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var service = Service(rig);
        var grant = await service.TakeAsync(Key, Minute);
        await rig.UntilAllVotedAsync(Key);
        await StepForwardAsync(rig);
        await SetAsync(rig, "theirs", Minute);

        Assert.Equal(LockOutcome.Busy, (await service.TryAsync(Key)).Outcome);
        var reply = await service.RenewAsync(Key, grant.LeaseId, Minute);

        Assert.Equal((RenewOutcome.Lost, EndReason.Lost), (reply.Outcome, reply.Reason));
        await ForEachAsync(rig, static plain => plain.KeyDeleteAsync(Name));
        Assert.Equal(LockOutcome.Busy, (await service.TryAsync(Key)).Outcome);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task StepForward_WithoutOtherClients_IsToldAtTheNextRenewal(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var service = Service(rig);
        var grant = await service.TakeAsync(Key, Minute);
        await rig.UntilAllVotedAsync(Key);
        await StepForwardAsync(rig);

        var reply = await service.RenewAsync(Key, grant.LeaseId, Minute);

        Assert.Equal((RenewOutcome.Lost, EndReason.Lost), (reply.Outcome, reply.Reason));
        Assert.Equal(LockOutcome.Busy, (await service.TryAsync(Key)).Outcome);
    }

    [RedisFact]
    public async Task StepForward_OfAMinority_IsMendedByTheNextRenewal()
    {
        await using var rig = await RedisRig.StartAsync(masters: 3);
        var service = Service(rig);
        var grant = await service.TakeAsync(Key, Minute);
        await rig.UntilAllVotedAsync(Key);
        var plain = await rig.PlainAsync(2);
        await plain.KeyExpireAsync(Name, DateTime.UnixEpoch.AddSeconds(1));

        Assert.Equal(RenewOutcome.Renewed, (await service.RenewAsync(Key, grant.LeaseId, Minute)).Outcome);

        await Poll.UntilAsync(
            async () => await plain.StringGetAsync(Name) == grant.LeaseId.Reveal(), "the third vote",
            LockRequests.Patience);
    }

    private LocalLockService Service(RedisRig rig, TimeSpan? maxTtl = null) => new(new LocalLockOptions
    {
        Store = rig.Store(),
        Limits = LockLimits.Default with { MaxTtl = maxTtl ?? LockLimits.Default.MaxTtl },
        Audit = new CallbackLog<ClockTests>((_, line) =>
        {
            if (line.Contains("went back", StringComparison.Ordinal))
            {
                _audit.Enqueue(line);
            }
        }),
    });

    private Task UntilToldAsync() =>
        Poll.UntilAsync(() => Task.FromResult(!_audit.IsEmpty), "a line of the log", LockRequests.Patience);

    /// <summary>The lease is there for another hour, on every master, however long the test took until here.</summary>
    private static Task StepBackAsync(RedisRig rig, LockGrant grant) =>
        ForEachAsync(rig, plain => plain.StringSetAsync(Name, grant.LeaseId.Reveal(), AnHour));

    private static Task StepForwardAsync(RedisRig rig) =>
        ForEachAsync(rig, static plain => plain.KeyExpireAsync(Name, DateTime.UnixEpoch.AddSeconds(1)));

    private static Task SetAsync(RedisRig rig, string value, TimeSpan ttl) => ForEachAsync(
        rig, async plain => Assert.True(await plain.StringSetAsync(Name, value, ttl, When.NotExists)));

    private static async Task ForEachAsync(RedisRig rig, Func<IDatabase, Task> act)
    {
        for (var i = 0; i < rig.Servers.Count; i++)
        {
            await act(await rig.PlainAsync(i));
        }
    }

    /// <summary>How much longer the lock's key lasts where it lasts longest.</summary>
    private static async Task<TimeSpan> LongestLeftAsync(RedisRig rig)
    {
        var longest = TimeSpan.Zero;
        await ForEachAsync(rig, async plain =>
        {
            var left = await plain.KeyTimeToLiveAsync(Name) ?? TimeSpan.Zero;
            longest = left > longest ? left : longest;
        });
        return longest;
    }
}
