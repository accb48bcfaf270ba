using LockActors.Actors;
using LockActors.Engine;
using LockActors.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LockActors.Grains.Tests;

/// <summary>Leases in grain storage: several silos, each with a store of its own over the same rows.</summary>
public sealed class GrainStorageTests
{
    private static readonly LockKey Key = "orders/42";
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(10);

    private readonly SimClock _clock = new();
    private readonly RowStorage _rows = new();
    private long _token = 100;

    [Fact]
    public async Task Load_OfALease_GivesItItsWholeTimeFromThen()
    {
        var (first, second) = (Silo(), Silo());
        var lease = LeaseId.New();
        await PlacedAsync(first, lease);
        _clock.Advance(9);

        var found = await second.LoadAsync(Key);

        Assert.Equal(lease, found.Lease!.Lease);
        Assert.InRange(found.Lease.Left, Ttl, Ttl + Drift.Of(Ttl));
        Assert.Equal(_token, found.Fence.Value);
    }

    [Fact]
    public async Task Place_WhereAnotherSilosLeaseIs_IsRefusedUntilThatWasSeenForItsWholeTime()
    {
        var (first, second) = (Silo(), Silo());
        var lease = LeaseId.New();
        await PlacedAsync(first, lease);
        await second.LoadAsync(Key);
        _clock.Advance(Ttl);
        Assert.Equal(StoreRefusalKind.HeldByOther, (await PlaceAsync(second, LeaseId.New())).Refusal.Kind);

        _clock.Advance(Drift.Of(Ttl));
        await PlacedAsync(second, LeaseId.New());

        Assert.Equal(StoreRefusalKind.HeldByOther, (await ExtendAsync(first, lease)).Refusal.Kind);
    }

    [Fact]
    public async Task Place_AfterARenewalThatThisSiloDidNotSee_IsRefused()
    {
        var (first, second) = (Silo(), Silo());
        var lease = LeaseId.New();
        await PlacedAsync(first, lease);
        await second.LoadAsync(Key);
        _clock.Advance(9);
        Assert.Equal(StoreOutcome.Done, (await ExtendAsync(first, lease)).Outcome);
        _clock.Advance(2);

        var refusal = (await PlaceAsync(second, LeaseId.New())).Refusal;

        Assert.Equal(StoreRefusalKind.HeldByOther, refusal.Kind);
        Assert.True(refusal.HeldFor >= Ttl);
    }

    [Fact]
    public async Task Place_OfTwoSilosThatBothFoundTheKeyFree_SucceedsOnce()
    {
        var (first, second) = (Silo(), Silo());
        await first.LoadAsync(Key);
        await second.LoadAsync(Key);

        var replies = new[] { await PlaceAsync(first, LeaseId.New()), await PlaceAsync(second, LeaseId.New()) };

        Assert.Equal([StoreOutcome.Done, StoreOutcome.Refused], replies.Select(static reply => reply.Outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Place_WhereTheStorageInsertsTwice_GrantsOnceAtMost(bool together)
    {
        var rows = new RowStorage { CountsVersions = true, InsertsTwice = true };
        var (first, second) = (Silo(rows), Silo(rows));
        await first.LoadAsync(Key);
        await second.LoadAsync(Key);
        var inserted = new TaskCompletionSource();
        rows.AfterWrite = together ? () => inserted.Task : null;

        Task<StoreReply>[] placing =
            [PlaceAsync(first, LeaseId.New()).AsTask(), PlaceAsync(second, LeaseId.New()).AsTask()];
        rows.AfterWrite = null;
        inserted.SetResult();
        var replies = await Task.WhenAll(placing);

        Assert.Single(replies, static reply => reply.Outcome == StoreOutcome.Done);
    }

    [Fact]
    public async Task Place_WhoseAnswerWasLost_IsReadBeforeAnythingIsDecided()
    {
        var (first, second) = (Silo(), Silo());
        var lease = LeaseId.New();
        _rows.AfterWrite = static () => throw new IOException("connection reset");
        var reply = await PlaceAsync(first, lease);
        Assert.Equal(StoreOutcome.Failed, reply.Outcome);
        Assert.Equal("test: IOException: connection reset", reply.Cause);
        _rows.AfterWrite = null;
        var reads = _rows.Reads;

        Assert.Equal(StoreRefusalKind.HeldByOther, (await PlaceAsync(second, LeaseId.New())).Refusal.Kind);
        Assert.Equal(StoreOutcome.Done, (await PlaceAsync(first, lease)).Outcome);

        Assert.Equal(reads + 2, _rows.Reads);
    }

    [Fact]
    public async Task Place_ThatLandsAfterItsTime_CannotReplaceALaterLease()
    {
        var (first, second) = (Silo(), Silo());
        var late = new TaskCompletionSource();
        await first.LoadAsync(Key);
        _rows.BeforeWrite = () => late.Task;
        var placing = PlaceAsync(first, LeaseId.New());
        _clock.Advance(3);
        Assert.Equal("test: TimeoutException: no answer in 3s", (await placing).Cause);
        _rows.BeforeWrite = null;
        var lease = LeaseId.New();
        await PlacedAsync(second, lease);

        late.SetResult();

        Assert.Equal(lease, (await first.LoadAsync(Key)).Lease!.Lease);
        Assert.Equal(StoreOutcome.Done, (await ExtendAsync(second, lease)).Outcome);
    }

    [Fact]
    public async Task Remove_LeavesTheHighestToken()
    {
        var (first, second) = (Silo(), Silo());
        var lease = LeaseId.New();
        await PlacedAsync(first, lease);
        Assert.Equal(StoreOutcome.Done, (await first.RemoveAsync(Key, Effect(StoreVerb.Remove, lease))).Outcome);
        _token -= 1;

        var refusal = (await PlaceAsync(second, LeaseId.New())).Refusal;

        Assert.Equal(StoreRefusalKind.FenceTooLow, refusal.Kind);
        Assert.Equal(101, refusal.Fence.Value);
        _token = 101;
        await PlacedAsync(second, LeaseId.New());
    }

    [Fact]
    public async Task Place_AfterAnotherSiloReleased_DoesNotRelyOnWhatThisOneRemembers()
    {
        var (first, second) = (Silo(), Silo());
        var lease = LeaseId.New();
        await PlacedAsync(first, lease);
        await second.LoadAsync(Key);
        await first.RemoveAsync(Key, Effect(StoreVerb.Remove, lease));

        await PlacedAsync(second, LeaseId.New());
    }

    [Fact]
    public async Task Replace_AndExtend_OfOnesOwnLease_CostOneWriteAndNoRead()
    {
        var silo = Silo();
        var (old, next) = (LeaseId.New(), LeaseId.New());
        await PlacedAsync(silo, old);
        var (reads, writes) = (_rows.Reads, _rows.Writes);

        await ExtendAsync(silo, old);
        _token++;
        var replace = Effect(StoreVerb.Replace, next) with { Old = old, OldLeftAtMost = TimeSpan.MaxValue };
        Assert.Equal(StoreOutcome.Done, (await silo.ReplaceAsync(Key, replace)).Outcome);

        Assert.Equal((reads, writes + 2), (_rows.Reads, _rows.Writes));
    }

    [Fact]
    public async Task Extend_DoesNotShorten()
    {
        var (first, second) = (Silo(), Silo());
        var lease = LeaseId.New();
        await PlacedAsync(first, lease);

        await first.ExtendAsync(Key, Effect(StoreVerb.Extend, lease) with { Ttl = TimeSpan.FromSeconds(1) });

        Assert.True((await second.LoadAsync(Key)).Lease!.Left >= Ttl);
    }

    [Fact]
    public async Task Rows_OfKeysThatLookLikeNumbers_AreOnesOfTheirOwn()
    {
        var silo = Silo();
        foreach (var key in new LockKey[] { "2a", "2A", "42", "0042", "9e107d9d372bb6826bd81d3542a419d6" })
        {
            var placed = await silo.PlaceAsync(key, Effect(StoreVerb.Place, LeaseId.New()));
            Assert.Equal(StoreOutcome.Done, placed.Outcome);
        }

        Assert.Equal(5, _rows.Ids.Count);
        Assert.All(_rows.Ids, static id => Assert.False(
            id.TryGetIntegerKey(out long _, out _) || id.TryGetGuidKey(out _, out _)));
    }

    [Fact]
    public async Task Rows_OfKeysWithBraces_HaveIdsWithoutAndOfTheirOwn()
    {
        var silo = Silo();
        foreach (var key in new LockKey[] { "{key}", "%7Bkey%7D", "%257Bkey%257D", "{0}" })
        {
            var placed = await silo.PlaceAsync(key, Effect(StoreVerb.Place, LeaseId.New()));
            Assert.Equal(StoreOutcome.Done, placed.Outcome);
        }

        Assert.Equal(4, _rows.Ids.Count);
        Assert.All(_rows.Ids, static id => Assert.True(id.ToString().AsSpan().IndexOfAny('{', '}') < 0));
    }

    [Fact]
    public void Rows_KeepTheirNames()
    {
        // Rows that another version wrote must be read.
        Assert.Equal("LockActors.Grains.LeaseRow", typeof(LeaseRow).FullName);
        Assert.Equal("LockActors.Grains", typeof(LeaseRow).Assembly.GetName().Name);
        Assert.Equal(
            ["Fence", "Holder", "IsReentered", "Lease", "Request", "Scope", "Token", "TokenBlock", "TtlMs"],
            typeof(LeaseRow).GetProperties().Select(static property => property.Name).Order());
    }

    [Fact]
    public async Task Check_OfAStorageThatIsFull_SaysSo()
    {
        var silo = Silo();
        Assert.Null(await silo.CheckAsync("spare"));
        _rows.BeforeWrite = static () => throw new IOException("No space left on device");

        Assert.Equal("test: IOException: No space left on device", await silo.CheckAsync("spare"));
        Assert.True((await silo.LoadAsync(Key)).IsKnown);
        Assert.True(Assert.Single(await silo.AskAsync()).ReadOnly);

        _rows.BeforeWrite = null;
        Assert.Null(await silo.CheckAsync("spare"));
        Assert.True(Assert.Single(await silo.AskAsync()).Votes);
    }

    [Fact]
    public async Task Acquire_WhenTheStorageFails_TellsWhyAndLeavesNothing()
    {
        using var service = new LocalLockService(new LocalLockOptions { Store = Silo() }, _clock);
        _rows.BeforeRead = static () => throw new IOException("connection refused");
        var request = new LockRequest { Id = RequestId.New(), Ttl = Ttl, OutlivesCall = true };

        var reply = await service.AcquireAsync(Key, request);

        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
        Assert.Equal("test: IOException: connection refused", reply.Cause);
        _rows.BeforeRead = null;
        Assert.Null((await Silo().LoadAsync(Key)).Lease);
    }

    private GrainStorageLeaseStore Silo(RowStorage? rows = null) =>
        new(rows ?? _rows, "test", new GrainStorageOptions(), _clock, NullLogger.Instance);

    private StoreEffect Effect(StoreVerb verb, LeaseId lease) => new()
    {
        Verb = verb,
        Lease = lease,
        OldLeftAtMost = TimeSpan.MaxValue,
        Token = new FencingToken(_token),
        TokenBlock = 1,
        Ttl = Ttl,
        Request = RequestId.New(),
    };

    private ValueTask<StoreReply> PlaceAsync(GrainStorageLeaseStore silo, LeaseId lease)
    {
        _token++;
        return silo.PlaceAsync(Key, Effect(StoreVerb.Place, lease));
    }

    private async Task PlacedAsync(GrainStorageLeaseStore silo, LeaseId lease) =>
        Assert.Equal(StoreOutcome.Done, (await PlaceAsync(silo, lease)).Outcome);

    private ValueTask<StoreReply> ExtendAsync(GrainStorageLeaseStore silo, LeaseId lease) =>
        silo.ExtendAsync(Key, Effect(StoreVerb.Extend, lease));
}
