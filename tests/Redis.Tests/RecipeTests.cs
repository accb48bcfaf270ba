using LockActors.Redis.Recipes;
using LockActors.TestKit;

namespace LockActors.Redis.Tests;

/// <summary>Each recipe beside the naive way, which loses.</summary>
public sealed class RecipeTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [RedisFact]
    public async Task FencedWrite_OfAHolderThatWasPaused_IsRefused()
    {
        await using var rig = await RedisRig.StartAsync();
        var (service, plain) = (rig.Service(), await rig.PlainAsync());
        var paused = await service.TakeAsync("account", TimeSpan.FromMilliseconds(200), Minute);
        var successor = await service.TakeAsync("account", wait: Minute);

        await plain.StringSetAsync("naive", "successor");
        await plain.StringSetAsync("naive", "paused");
        var fenced = new FencedWrite(plain);
        Assert.True((await fenced.WriteAsync("fenced", "successor", successor.Token)).IsWritten);
        var late = await fenced.WriteAsync("fenced", "paused", paused.Token);

        Assert.Equal("paused", await plain.StringGetAsync("naive"));
        Assert.Equal(new OrderedWriteResult(false, successor.Token.Value), late);
        Assert.True((await fenced.WriteAsync("fenced", "successor again", successor.Token)).IsWritten);
        Assert.Equal("successor again", await fenced.ReadAsync("fenced"));
    }

    [RedisFact]
    public async Task FencedWrite_WithoutATimeToLive_StaysAlsoAfterOneThatHadOne()
    {
        await using var rig = await RedisRig.StartAsync();
        var plain = await rig.PlainAsync();
        var fenced = new FencedWrite(plain);
        await fenced.WriteAsync("kept", "for a minute", new FencingToken(1), Minute);
        await fenced.WriteAsync("kept", "for ever", new FencingToken(2));
        Assert.Null(await plain.KeyTimeToLiveAsync("kept"));
    }

    [RedisTheory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Writes_WithATimeToLiveOfNothing_AreRefusedAndKeepTheFence(double milliseconds)
    {
        await using var rig = await RedisRig.StartAsync();
        var plain = await rig.PlainAsync();
        var (fenced, ttl) = (new FencedWrite(plain), TimeSpan.FromMilliseconds(milliseconds));
        await fenced.WriteAsync("kept", "fenced", new FencingToken(2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => fenced.WriteAsync("kept", "gone", new FencingToken(3), ttl));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => new FirstWrite(plain).WriteAsync("first", "", ttl));
        Assert.False((await fenced.WriteAsync("kept", "late", new FencingToken(1))).IsWritten);
    }

    [RedisFact]
    public async Task TimestampedWrite_OfFactsThatArriveAs432_KeepsTheNewest()
    {
        await using var rig = await RedisRig.StartAsync();
        var plain = await rig.PlainAsync();
        var writes = new TimestampedWrite(plain);
        foreach (var time in new[] { 4, 3, 2 })
        {
            await plain.StringSetAsync("naive", $"fact of {time}");
            Assert.Equal(time == 4, (await writes.WriteAsync("ordered", $"fact of {time}", time)).IsWritten);
        }

        Assert.Equal("fact of 2", await plain.StringGetAsync("naive"));
        Assert.Equal("fact of 4", await writes.ReadAsync("ordered"));
        Assert.True((await writes.WriteAsync("ordered", "fact of 5", 5)).IsWritten);
        Assert.False((await writes.WriteAsync("ordered", "other fact of 5", 5)).IsWritten);
    }

    [RedisFact]
    public async Task FirstWrite_OfTwoAtOnce_GivesBothTheSameValue()
    {
        await using var rig = await RedisRig.StartAsync();
        var plain = await rig.PlainAsync();
        var writes = new FirstWrite(plain);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            writes.WriteAsync("result", $"value {i}", Minute)));
        await plain.StringSetAsync("naive", "seen by a reader");
        await plain.StringSetAsync("naive", "seen by another");

        Assert.Single(results, result => result.WasFirst);
        Assert.Single(results.Select(result => result.Value).Distinct());
        Assert.Equal(results[0].Value, await writes.ReadAsync("result"));
        Assert.NotEqual("seen by a reader", (string?)await plain.StringGetAsync("naive"));
        Assert.True(await plain.KeyTimeToLiveAsync("result") <= Minute);
    }

    [RedisFact]
    public async Task GetOrCreate_OfTwoFetchersAtOnce_CreatesOnceAndAnswersBothAlike()
    {
        await using var rig = await RedisRig.StartAsync();
        var plain = await rig.PlainAsync();
        SharedCache[] caches = [new(rig.Service(), plain), new(rig.Service(), plain)];
        var created = 0;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var fetches = caches.Select(cache => cache.GetOrCreateAsync("page", CreateAsync, Minute)).ToList();
        await Poll.UntilAsync(() => created == 1, "the first to create", LockRequests.Patience);
        gate.SetResult();
        var values = await Task.WhenAll(fetches).WaitAsync(LockRequests.Patience);

        Assert.Equal(1, created);
        Assert.Equal(["page by 1", "page by 1"], values);

        async Task<string> CreateAsync(CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref created);
            await gate.Task.WaitAsync(cancellationToken);
            return $"page by {number}";
        }
    }

    [RedisFact]
    public async Task GetOrCreate_WithoutALock_CostsWorkButNotConsistency()
    {
        await using var rig = await RedisRig.StartAsync();
        var (service, plain) = (rig.Service(), await rig.PlainAsync());
        await service.TakeAsync("page", Minute);
        var cache = new SharedCache(service, plain);

        var fetches = Enumerable.Range(0, 2).Select(i => cache.GetOrCreateAsync(
            "page", _ => Task.FromResult($"page by {i}"), Minute, patience: TimeSpan.Zero));

        Assert.Single((await Task.WhenAll(fetches)).Distinct());
    }

    [RedisFact]
    public async Task WriteQueue_AppliesInOrderOneByOneAndOnlyForTheLatestHolder()
    {
        await using var rig = await RedisRig.StartAsync();
        var (service, plain) = (rig.Service(), await rig.PlainAsync());
        var queue = new WriteQueue(plain, "stock", maxLength: 4);
        var numbers = new List<long?>();
        foreach (var write in new[] { "+5", "-3", "+1", "-2", "one too many" })
        {
            numbers.Add(await queue.EnqueueAsync(write));
        }

        var paused = await service.TakeAsync("stock", TimeSpan.FromMilliseconds(200), Minute);
        var applied = new List<string>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.DrainAsync(
            paused.Token, (_, _, _) => throw new InvalidOperationException("the applier fails")));
        var successor = await service.TakeAsync("stock", wait: Minute);
        var count = await queue.DrainAsync(successor.Token, (number, write, _) =>
        {
            applied.Add($"{number}:{write}");
            return Task.CompletedTask;
        });
        await queue.EnqueueAsync("+9");
        var late = await queue.DrainAsync(paused.Token, (_, write, _) =>
        {
            applied.Add($"late {write}");
            return Task.CompletedTask;
        });

        Assert.Equal([1, 2, 3, 4, null], numbers);
        Assert.Equal((4, 0), (count, late));
        Assert.Equal(["1:+5", "2:-3", "3:+1", "4:-2"], applied);
    }
}
