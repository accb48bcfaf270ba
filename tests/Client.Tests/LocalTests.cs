using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>The client over the real service in the same process.</summary>
public sealed class LocalTests : LocalTestBase
{
    [Fact]
    public async Task Handle_ThatIsRenewed_OutlivesItsTtl()
    {
        await using var handle = await First.AcquireAsync(Some.Key);
        Clock.Advance(600);
        Assert.True(handle.IsHeld);
        Assert.Null(await Second.TryAcquireAsync(Some.Key));
    }

    [Fact]
    public async Task Handle_WhenDisposed_PassesTheLockOnAndTheNextConfirms()
    {
        var handle = await First.AcquireAsync(Some.Key);
        var waits = Second.AcquireAsync(Some.Key).AsTask();
        await handle.DisposeAsync();

        var next = await waits.Soon();
        Assert.True(next.Token > handle.Token);
        Clock.FireDue();
        Assert.True((await Service.GetAsync(Some.Key)).Holder!.Confirmed);
        Clock.Advance(120);
        Assert.True(next.IsHeld);
    }

    [Fact]
    public async Task Handle_OfAClientThatStoppedRenewing_IsLostBeforeTheNextIsGranted()
    {
        var handle = await First.AcquireAsync(Some.Key);
        First.Dispose();
        var waits = Second.AcquireAsync(Some.Key, new AcquireOptions { Wait = TimeSpan.FromMinutes(2) }).AsTask();

        var (start, wasHeld) = (Clock.Now, true);
        while ((await Service.GetAsync(Some.Key)).Holder?.Token == handle.Token)
        {
            Assert.True(Clock.Now < start + TimeSpan.FromSeconds(31), "never granted");
            wasHeld = handle.IsHeld;
            Clock.Advance(0.01);
        }

        Assert.False(wasHeld);
        Assert.True(handle.LostToken.IsCancellationRequested);
        Assert.True((await waits.Soon()).IsHeld);
    }

    [Fact]
    public async Task Handle_OfAFrozenProcess_IsLostWhenItWakes()
    {
        var frozen = new SimClock();
        using var client = new LockClient(Service, time: frozen);
        var handle = await client.AcquireAsync(Some.Key);
        Clock.Advance(40);
        frozen.Pause(TimeSpan.FromSeconds(40));

        await using var next = await Second.AcquireAsync(Some.Key);
        Assert.True(handle.LostToken.IsCancellationRequested);
        Assert.False(await handle.ReleaseAsync());
        Assert.True(next.IsHeld);
    }

    [Fact]
    public async Task Handle_OfAScope_IsReleasedOnceForEachHold()
    {
        var options = new AcquireOptions { ReentrancyScope = Some.Scope("a") };
        var outer = await First.AcquireAsync(Some.Key, options);
        var inner = await First.AcquireAsync(Some.Key, options);
        Assert.Equal(outer.Token, inner.Token);
        await inner.DisposeAsync();
        Assert.Null(await Second.TryAcquireAsync(Some.Key));
        await outer.DisposeAsync();
        Assert.NotNull(await Second.TryAcquireAsync(Some.Key));
    }

    [Fact]
    public async Task Acquire_Cancelled_LeavesNoWaiter()
    {
        await using var handle = await First.AcquireAsync(Some.Key);
        using var source = new CancellationTokenSource();
        var waits = Second.AcquireAsync(Some.Key, cancellationToken: source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits.Soon());
        Assert.Equal(0, (await Service.GetAsync(Some.Key)).WaiterCount);
        Assert.True(handle.IsHeld);
    }
}
