using LockActors.Actors;
using LockActors.TestKit;

namespace LockActors.Client.Tests.Recipes;

public sealed class LockSetTests : IDisposable
{
    private readonly SimClock _clock = new();
    private readonly LocalLockService _service;
    private readonly LockClient _first;
    private readonly LockClient _second;

    public LockSetTests()
    {
        _service = new LocalLockService(time: _clock);
        _first = new LockClient(_service, time: _clock);
        _second = new LockClient(_service, time: _clock);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _service.Dispose();
    }

    [Fact]
    public async Task AcquireAll_TakesEachKeyOnceInOrder()
    {
        var set = await _first.AcquireAllAsync(["b", "B", "a", "b"]);
        Assert.Equal(["B", "a", "b"], set.Handles.Select(handle => handle.Key.Value));
        Assert.True(set.IsHeld);
        Assert.Equal("a", set["a"].Key.Value);
        Assert.Throws<KeyNotFoundException>(() => set["c"]);
        Assert.True(await set.ReleaseAsync());
        Assert.False(await set.ReleaseAsync());
        Assert.False(set.LostToken.IsCancellationRequested);
        Assert.NotNull(await _second.TryAcquireAllAsync(["a", "b", "B"]));
    }

    [Fact]
    public async Task AcquireAll_WhenOneIsNotToBeHad_HoldsNone()
    {
        await using var held = await _second.AcquireAsync("b");
        Assert.Null(await _first.TryAcquireAllAsync(["c", "b", "a"]));
        var wait = _first.AcquireAllAsync(["c", "b", "a"], new() { Wait = TimeSpan.FromSeconds(5) }).AsTask();
        Assert.Null(await _second.TryAcquireAsync("a"));
        _clock.Advance(5);

        var error = await Assert.ThrowsAsync<LockTimeoutException>(() => wait.Soon());

        Assert.Equal(("b", TimeSpan.FromSeconds(5)), (error.Key.Value, error.Waited));
        Assert.NotNull(await _second.TryAcquireAsync("a"));
        Assert.NotNull(await _second.TryAcquireAsync("c"));
    }

    [Fact]
    public async Task AcquireAll_Cancelled_HoldsNone()
    {
        await using var held = await _second.AcquireAsync("b");
        using var source = new CancellationTokenSource();
        var wait = _first.AcquireAllAsync(["a", "b"], cancellationToken: source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.Soon());
        Assert.NotNull(await _second.TryAcquireAsync("a"));
    }

    [Fact]
    public async Task AcquireAll_InOppositeOrders_NeverBlocksForGood()
    {
        var waits = Enumerable.Range(0, 20).Select(async i =>
        {
            LockKey[] keys = i % 2 == 0 ? ["a", "b", "c"] : ["c", "b", "a"];
            await using var set = await (i % 3 == 0 ? _first : _second).AcquireAllAsync(keys);
            await Task.Yield();
        });
        await Task.WhenAll(waits).Soon();
    }

    [Fact]
    public async Task LostToken_IsCancelledWhenOneIsLost()
    {
        await using var set = await _first.AcquireAllAsync(["a", "b"]);
        await _service.RevokeAsync("b");
        _clock.Advance(10);
        Assert.True(set.LostToken.IsCancellationRequested);
        Assert.False(set.IsHeld);
        Assert.True(set["a"].IsHeld);
    }

    [Fact]
    public async Task AcquireAll_OfNoneOrTooMany_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await _first.AcquireAllAsync([]));
        var many = Enumerable.Range(0, LockSetExtensions.MaxKeys + 1).Select(i => LockKey.Parse($"key-{i}"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _first.TryAcquireAllAsync(many));
    }
}
