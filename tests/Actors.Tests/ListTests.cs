using LockActors.TestKit;

namespace LockActors.Actors.Tests;

public sealed class ListTests : IDisposable
{
    private readonly LocalLockService _service = new(time: new SimClock());

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task List_PageByPage_ShowsEveryLockOnceInOrdinalOrder()
    {
        var keys = Enumerable.Range(0, 25).Select(number => $"b{number % 5}/{number}").ToArray();
        await HoldAsync(keys);
        var found = new List<string>();
        for (var query = new LockQuery { Limit = 7 }; ;)
        {
            var page = await _service.ListAsync(query);
            Assert.True(page.Locks.Count <= 7);
            found.AddRange(page.Locks.Select(shown => shown.Key.Value));
            if (page.Next is null)
            {
                break;
            }

            query = query with { After = page.Next };
        }

        Assert.Equal(keys.Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public async Task List_OfExactlyOnePage_HasNoNext()
    {
        await HoldAsync("a", "b");
        Assert.Null((await _service.ListAsync(new LockQuery { Limit = 2 })).Next);
        Assert.Equal("a", (await _service.ListAsync(new LockQuery { Limit = 1 })).Next);
    }

    [Fact]
    public async Task List_WithAPrefix_ShowsOnlyThose()
    {
        await HoldAsync("a", "b/1", "b/2", "c");
        var page = await _service.ListAsync(new LockQuery { Prefix = "b/" });
        Assert.Equal(["b/1", "b/2"], page.Locks.Select(shown => shown.Key.Value));
    }

    [Fact]
    public async Task List_LeavesOutLocksNotInUse()
    {
        await HoldAsync("a");
        await _service.GetAsync("looked-at");
        Assert.Single((await _service.ListAsync(new LockQuery())).Locks);
    }

    private async Task HoldAsync(params string[] keys)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            await _service.AcquireAsync(keys[i], Some.LockRequest(i + 1));
        }
    }
}
