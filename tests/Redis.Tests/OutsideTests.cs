using LockActors.Actors;
using LockActors.TestKit;
using StackExchange.Redis;

namespace LockActors.Redis.Tests;

/// <summary>Clients that know only Redis, on the same keys.</summary>
public sealed class OutsideTests
{
    private static readonly LockKey Key = "shared";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly string Name = $"lock:{Key}";

    [RedisFact]
    public async Task AnOutsideHolder_BlocksUsShowsAsHeldOutsideAndEnds()
    {
        await using var rig = await RedisRig.StartAsync();
        var plain = await rig.PlainAsync();
        var service = rig.Service();
        Assert.True(await plain.StringSetAsync(Name, "theirs", TimeSpan.FromSeconds(2), When.NotExists));

        Assert.Equal(LockOutcome.Busy, (await service.TryAsync(Key)).Outcome);
        var first = service.AcquireAsync(Key, LockRequests.New(wait: Minute)).AsTask();
        await WaitersAsync(service, 1);
        var second = service.AcquireAsync(Key, LockRequests.New(wait: Minute)).AsTask();
        await WaitersAsync(service, 2);
        Assert.Equal(LockState.HeldOutside, (await service.GetAsync(Key)).State);
        Assert.Equal("theirs", await plain.StringGetAsync(Name));

        var granted = await first.WaitAsync(LockRequests.Patience);
        Assert.False(second.IsCompleted);
        Assert.Equal(LockState.Held, (await service.GetAsync(Key)).State);
        await service.ReleaseAsync(granted.Grant!);
        Assert.Equal(LockOutcome.Granted, (await second.WaitAsync(LockRequests.Patience)).Outcome);
    }

    /// <summary>No request of ours has met it yet.</summary>
    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task AnOutsideHolder_IsShownByALook_WithItsTimeLeft(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var service = rig.Service();
        Assert.Equal(LockState.Free, (await service.GetAsync(Key)).State);
        for (var i = 0; i < masters; i++)
        {
            await (await rig.PlainAsync(i)).StringSetAsync(Name, "theirs", Minute);
        }

        var found = await service.GetAsync(Key);
        Assert.Equal(LockState.HeldOutside, found.State);
        Assert.InRange(found.HeldOutsideFor!.Value, TimeSpan.FromTicks(1), Minute);

        for (var i = 0; i < masters; i++)
        {
            await (await rig.PlainAsync(i)).KeyPersistAsync(Name);
        }

        Assert.Equal(TimeSpan.MaxValue, (await service.GetAsync(Key)).HeldOutsideFor);
        for (var i = 0; i < masters; i++)
        {
            await (await rig.PlainAsync(i)).KeyDeleteAsync(Name);
        }

        Assert.Equal(LockState.Free, (await service.GetAsync(Key)).State);
    }

    [RedisFact]
    public async Task OurLease_IsNeverShownAsHeldOutside()
    {
        await using var rig = await RedisRig.StartAsync();
        var service = rig.Service();
        var grant = await service.TakeAsync(Key);
        Assert.Equal(LockState.Held, (await rig.Service().GetAsync(Key)).State);
        await service.ReleaseAsync(grant);

        Assert.Null((await service.GetAsync(Key)).HeldOutsideFor);
    }

    [RedisFact]
    public async Task OurLease_ExcludesAnOutsideClientUntilItIsReleased()
    {
        await using var rig = await RedisRig.StartAsync();
        var plain = await rig.PlainAsync();
        var service = rig.Service();
        var grant = await service.TakeAsync(Key);

        Assert.False(await plain.StringSetAsync(Name, "theirs", Minute, When.NotExists));
        await service.ReleaseAsync(grant);

        await Poll.UntilAsync(
            () => plain.StringSetAsync(
                Name, "theirs", Minute, When.NotExists), "the key to be free", LockRequests.Patience);
    }

    [RedisFact]
    public async Task KeyspaceEvents_TellOfTheEndAtOnce()
    {
        await using var rig = await RedisRig.StartAsync(
            options: new RedisServerOptions { ExtraArguments = ["--notify-keyspace-events", "KA"] });
        var plain = await rig.PlainAsync();

        // A service whose clock stands still never looks by itself.
        using var service = new LocalLockService(new LocalLockOptions { Store = rig.Store() }, new SimClock());
        await plain.StringSetAsync(Name, "theirs", Minute, When.NotExists);
        var waiting = service.AcquireAsync(Key, LockRequests.New(wait: Minute)).AsTask();
        await Poll.UntilAsync(
            async () => await ListenersAsync(plain, $"__keyspace@0__:{Name}") == 1,
            "the service to listen",
            LockRequests.Patience);
        Assert.False(waiting.IsCompleted);

        await plain.KeyDeleteAsync(Name);

        Assert.Equal(LockOutcome.Granted, (await waiting.WaitAsync(LockRequests.Patience)).Outcome);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ANewService_FindsTheHolderAndGoesOn(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var request = LockRequests.New(Minute) with { TokenBlock = 5 };
        var grant = (await rig.Service().AcquireAsync(Key, request)).Grant!;

        var successor = rig.Service();
        var shown = await successor.GetAsync(Key);

        Assert.Equal((LockState.Held, grant.Token), (shown.State, shown.Holder!.Token));
        Assert.InRange(shown.Holder.ExpiresIn, Minute * 0.8, Minute * 1.1);
        Assert.Equal(LockOutcome.Busy, (await successor.TryAsync(Key)).Outcome);
        Assert.Equal(RenewOutcome.Renewed, (await successor.RenewAsync(Key, grant.LeaseId, Minute)).Outcome);
        var again = (await successor.AcquireAsync(Key, request)).Grant!;
        Assert.Equal(grant.LeaseId, again.LeaseId);
        await successor.ReleaseAsync(grant);
        var next = await successor.TakeAsync(Key);
        Assert.True(next.Token.Value >= grant.Token.Value + 5);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ANewService_KnowsThatTheOwnerHoldsMoreThanOnceButNotHowOften(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var request = LockRequests.New(TimeSpan.FromSeconds(2), Minute) with
        {
            Holder = "importer | eu",
            ReentrancyScope = Some.Scope("importer"),
        };
        var first = rig.Service();
        var grant = (await first.AcquireAsync(Key, request)).Grant!;
        var again = LockRequests.New() with { ReentrancyScope = request.ReentrancyScope };
        var inner = (await first.AcquireAsync(Key, again)).Grant!;
        Assert.Equal(grant.LeaseId, inner.LeaseId);

        var successor = rig.Service();

        Assert.Equal("importer | eu", (await successor.GetAsync(Key)).Holder!.Name);

        // Further holds that the store does not know of must not lose the lock by a release; its time ends it.
        await successor.ReleaseAsync(grant.Key, grant.LeaseId, request.Id);
        Assert.Equal(LockOutcome.Busy, (await successor.TryAsync(Key)).Outcome);
        await successor.TakeAsync(Key, wait: Minute);
    }

    [RedisFact]
    public async Task ALeaseReleasedElsewhere_IsSeenToBeGone()
    {
        await using var rig = await RedisRig.StartAsync();
        var (first, second) = (rig.Service(), rig.Service());
        var grant = await first.TakeAsync(Key, Minute, wait: Minute);
        Assert.Equal(LockOutcome.Busy, (await second.TryAsync(Key)).Outcome);
        var waiting = second.AcquireAsync(Key, LockRequests.New(wait: Minute)).AsTask();
        await WaitersAsync(second, 1);

        await first.ReleaseAsync(grant);

        Assert.Equal(LockOutcome.Granted, (await waiting.WaitAsync(LockRequests.Patience)).Outcome);
    }

    [RedisFact]
    public async Task ANewService_FreesTheLockOfANamedOwnerThatHeldItOnce()
    {
        await using var rig = await RedisRig.StartAsync();
        var request = LockRequests.New(Minute) with
        {
            Holder = "importer | eu",
            ReentrancyScope = Some.Scope("importer"),
        };
        var grant = (await rig.Service().AcquireAsync(Key, request)).Grant!;

        var successor = rig.Service();
        await successor.ReleaseAsync(grant.Key, grant.LeaseId, request.Id);

        await successor.TakeAsync(Key, wait: Minute);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task TwoServices_OnTheSameKey_NeverBothHold(int masters)
    {
        const int Workers = 4, Rounds = 15;
        await using var rig = await RedisRig.StartAsync(masters);
        LocalLockService[] services = [rig.Service(), rig.Service()];
        var (inside, last, entered) = (0, 0L, 0);

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker =>
            Task.Run(() => WorkAsync(services[worker % 2]))))
            .WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(Workers * Rounds, entered);

        async Task WorkAsync(ILockService service)
        {
            for (var round = 0; round < Rounds; round++)
            {
                var grant = await service.TakeAsync(Key, TimeSpan.FromSeconds(30), Minute);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                Assert.True(grant.Token.Value > Interlocked.Exchange(ref last, grant.Token.Value));
                entered++;
                Assert.Equal(0, Interlocked.Decrement(ref inside));
                await service.ReleaseAsync(grant);
            }
        }
    }

    private static async Task<long> ListenersAsync(IDatabase plain, string channel) =>
        (long)((RedisResult[])(await plain.ExecuteAsync("PUBSUB", "NUMSUB", channel))!)[1];

    private static Task WaitersAsync(ILockService service, int count) => Poll.UntilAsync(
        async () => (await service.GetAsync(Key)).WaiterCount == count, $"{count} waiters", LockRequests.Patience);
}
