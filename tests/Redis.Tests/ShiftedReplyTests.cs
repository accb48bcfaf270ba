using LockActors.Actors;
using LockActors.Engine;
using LockActors.TestKit;

namespace LockActors.Redis.Tests;

/// <summary>A reply reaches a command that it does not answer. None of them counts.</summary>
public sealed class ShiftedReplyTests : IAsyncLifetime
{
    private const int Keys = 200;

    private readonly List<ReplyShiftingProxy> _proxies = [];
    private RedisRig _rig = null!;

    public async Task InitializeAsync()
    {
        if (RedisServer.WhyMissing is null)
        {
            _rig = await RedisRig.StartAsync(masters: 3);
            _proxies.AddRange(_rig.Servers.Select(ReplyShiftingProxy.Before));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var proxy in _proxies)
        {
            await proxy.DisposeAsync();
        }

        if (_rig is not null)
        {
            await _rig.DisposeAsync();
        }
    }

    [RedisTheory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    public async Task Place_WhenRepliesAreShifted_NeverTakesAKeyThatIsHeld(int masters, bool swallow)
    {
        var store = StoreBehindProxies(masters);
        await HoldEverySecondKeyAsync(masters);
        Assert.Equal(StoreOutcome.Done, (await store.PlaceAsync("warm", Effect(Keys))).Outcome);

        var placing = Enumerable.Range(0, Keys).Select(i => store.PlaceAsync(KeyOf(i), Effect(i)).AsTask()).ToList();
        _proxies.ForEach(proxy => proxy.Shift(swallow));
        var more = Enumerable.Range(0, Keys).Select(i => store.PlaceAsync(KeyOf(i), Effect(i)).AsTask());
        var replies = await Task.WhenAll([.. placing, .. more]);

        Assert.Contains(_proxies, proxy => proxy.Shifted > 0);
        Assert.Empty(replies.Where((reply, at) => at % 2 == 1 && reply.Outcome == StoreOutcome.Done));
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Place_AfterShiftedReplies_GoesOverANewConnection(int masters)
    {
        var store = StoreBehindProxies(masters);
        Assert.Equal(StoreOutcome.Done, (await store.PlaceAsync("warm", Effect(Keys))).Outcome);
        var before = _proxies.Take(masters).Select(proxy => proxy.Connections).ToList();

        _proxies.ForEach(proxy => proxy.Shift(swallow: true));
        await Task.WhenAll(Enumerable.Range(0, Keys).Select(i => store.LoadAsync(KeyOf(i)).AsTask()));

        await Poll.UntilAsync(
            async () => (await store.PlaceAsync("after", Effect(1))).Outcome == StoreOutcome.Done,
            "a placing over a connection whose replies are in step",
            LockRequests.Patience);
        Assert.All(before.Zip(_proxies), pair => Assert.True(pair.Second.Connections > pair.First));
    }

    private ILeaseStore StoreBehindProxies(int masters) => _rig.Store(options => options with
    {
        Masters = [.. _proxies.Take(masters).Select(proxy => proxy.EndPoint)],
    });

    private async Task HoldEverySecondKeyAsync(int masters)
    {
        for (var master = 0; master < masters; master++)
        {
            var plain = await _rig.PlainAsync(master);
            for (var i = 1; i < Keys; i += 2)
            {
                await plain.StringSetAsync($"lock:{KeyOf(i)}", "theirs");
            }
        }
    }

    private static LockKey KeyOf(int number) => $"shifted/{number}";

    private static StoreEffect Effect(int number) => new()
    {
        Verb = StoreVerb.Place,
        Lease = Some.Lease(number + 1),
        Request = Some.Request(number + 1),
        Token = new FencingToken(1_000 + number),
        TokenBlock = 1,
        Ttl = TimeSpan.FromMinutes(1),
    };
}
