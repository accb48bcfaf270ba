using LockActors.Engine;
using LockActors.TestKit;

namespace LockActors.Actors.Tests;

/// <summary>The actors of a process in the order of their keys.</summary>
public sealed class ActorIndexTests
{
    private readonly ActorIndex _index = new();

    [Fact]
    public void From_APrefixAndAKey_IsInOrdinalOrderWhateverTheOrderOfTheirComing()
    {
        foreach (var key in new[] { "b/10", "a", "b/2", "b", "b/1", "c", "B/1", "b/", "b0" })
        {
            _index.Add(New(key));
        }

        Assert.Equal(["B/1", "a", "b", "b/", "b/1", "b/10", "b/2", "b0", "c"], Keys("", ""));
        Assert.Equal(["b/", "b/1", "b/10", "b/2"], Keys("b/", ""));
        Assert.Equal(["b/10", "b/2"], Keys("b/", "b/1"));
        Assert.Equal(["b0", "c"], Keys("", "b/2"));
        Assert.Empty(Keys("b/", "b0"));
        Assert.Empty(Keys("d", ""));
    }

    [Fact]
    public void From_ManyKeys_ReadsEachOnceWhileOthersComeAndGo()
    {
        var actors = Enumerable.Range(0, 2_000).Select(number => New($"{number:D5}")).ToList();
        actors.ForEach(_index.Add);
        var seen = new List<string>();
        foreach (var actor in _index.All())
        {
            seen.Add(actor.Key.Value);
            if (seen.Count == 100)
            {
                actors.Take(50).ToList().ForEach(_index.Remove);
                _index.Add(New("00000/new"));
                _index.Remove(actors[1_999]);
            }
        }

        Assert.Equal(actors.Take(1_999).Select(actor => actor.Key.Value), seen);
        Assert.Equal(1_950, _index.Count);
    }

    [Fact]
    public void Remove_OfAnActorWhoseSuccessorHasCome_LeavesTheSuccessor()
    {
        var (old, fresh) = (New("k"), New("k"));
        _index.Add(old);
        _index.Add(fresh);
        _index.Add(fresh);
        Assert.Equal(2, _index.Count);

        _index.Remove(old);
        _index.Remove(old);

        Assert.Same(fresh, Assert.Single(_index.All()));
    }

    [Fact]
    public async Task Page_OfManyFreeAndHeldKeys_LooksNoFurtherThanItMust()
    {
        using var service = new LocalLockService(time: new SimClock());
        for (var i = 0; i < 3_000; i++)
        {
            await service.AcquireAsync($"held/{i:D5}", Some.LockRequest(1));
            await service.GetAsync($"free/{i:D5}");
        }

        var page = await service.ListAsync(new LockQuery { Prefix = "held/", Limit = 10, Count = true });
        var next = await service.ListAsync(new LockQuery { Prefix = "held/", After = page.Next!, Limit = 10 });
        var none = await service.ListAsync(new LockQuery { Prefix = "free/", Count = true });

        Assert.Equal(("held/00009", 3_000), (page.Next, page.Total));
        Assert.Equal(Enumerable.Range(10, 10).Select(i => $"held/{i:D5}"), next.Locks.Select(found => found.Key.Value));
        Assert.Equal((0, 0), (none.Locks.Count, none.Total));
    }

    [Fact]
    public void From_WhenOnlyAFewAreRead_ReadsNoMoreThanAFew()
    {
        var read = 0;
        for (var i = 0; i < 10_000; i++)
        {
            _index.Add(New($"{i:D5}"));
        }

        foreach (var actor in _index.From("", "05000").Take(10))
        {
            read++;
            Assert.Equal($"{5_000 + read:D5}", actor.Key.Value);
        }

        Assert.Equal(10, read);
    }

    private List<string> Keys(string prefix, string after) =>
        [.. _index.From(prefix, after).Select(actor => actor.Key.Value)];

    private static LockActor New(string key) => new(
        key, LockLimits.Default, NoLeaseStore.Instance, new NoHost(), new SimClock());

    private sealed class NoHost : IActorHost
    {
        public void WakeAt(LockActor actor, TimeSpan due)
        {
        }

        public void BecameFree(LockActor actor, TimeSpan due)
        {
        }

        public void OnFault(LockActor broken)
        {
        }
    }
}
