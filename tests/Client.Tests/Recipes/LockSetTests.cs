using LockActors.TestKit;

namespace LockActors.Client.Tests.Recipes;

public sealed class LockSetTests : LocalTestBase
{
    [Fact]
    public async Task AcquireAll_TakesEachKeyOnceInOrder()
    {
        var set = await First.AcquireAllAsync(["b", "B", "a", "b"]);
        Assert.Equal(["B", "a", "b"], set.Handles.Select(handle => handle.Key.Value));
        Assert.True(set.IsHeld);
        Assert.Equal("a", set["a"].Key.Value);
        Assert.Throws<KeyNotFoundException>(() => set["c"]);
        Assert.True(await set.ReleaseAsync());
        Assert.False(await set.ReleaseAsync());
        Assert.False(set.LostToken.IsCancellationRequested);
        Assert.NotNull(await Second.TryAcquireAllAsync(["a", "b", "B"]));
    }

    [Fact]
    public async Task AcquireAll_WhenOneIsNotToBeHad_HoldsNone()
    {
        await using var held = await Second.AcquireAsync("b");
        Assert.Null(await First.TryAcquireAllAsync(["c", "b", "a"]));
        var wait = First.AcquireAllAsync(["c", "b", "a"], new() { Wait = TimeSpan.FromSeconds(5) }).AsTask();
        Assert.Null(await Second.TryAcquireAsync("a"));
        Clock.Advance(5);

        var error = await Assert.ThrowsAsync<LockTimeoutException>(() => wait.Soon());

        Assert.Equal(("b", TimeSpan.FromSeconds(5)), (error.Key.Value, error.Waited));
        Assert.NotNull(await Second.TryAcquireAsync("a"));
        Assert.NotNull(await Second.TryAcquireAsync("c"));
    }

    [Fact]
    public async Task AcquireAll_Cancelled_HoldsNone()
    {
        await using var held = await Second.AcquireAsync("b");
        using var source = new CancellationTokenSource();
        var wait = First.AcquireAllAsync(["a", "b"], cancellationToken: source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.Soon());
        Assert.NotNull(await Second.TryAcquireAsync("a"));
    }

    [Fact]
    public async Task AcquireAll_InOppositeOrders_NeverBlocksForGood()
    {
        var waits = Enumerable.Range(0, 20).Select(async i =>
        {
            LockKey[] keys = i % 2 == 0 ? ["a", "b", "c"] : ["c", "b", "a"];
            await using var set = await (i % 3 == 0 ? First : Second).AcquireAllAsync(keys);
            await Task.Yield();
        });
        await Task.WhenAll(waits).Soon();
    }

    [Fact]
    public async Task LostToken_IsCancelledWhenOneIsLost()
    {
        await using var set = await First.AcquireAllAsync(["a", "b"]);
        await Service.RevokeAsync("b");
        Clock.Advance(10);
        Assert.True(set.LostToken.IsCancellationRequested);
        Assert.False(set.IsHeld);
        Assert.True(set["a"].IsHeld);
    }

    [Fact]
    public async Task AcquireAll_OfNoneOrTooMany_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await First.AcquireAllAsync([]));
        var many = Enumerable.Range(0, LockSetExtensions.MaxKeys + 1).Select(i => LockKey.Parse($"key-{i}"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await First.TryAcquireAllAsync(many));
    }
}
