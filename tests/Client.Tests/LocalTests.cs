using LockActors.Actors;
using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>The client over the real service in the same process.</summary>
public sealed class LocalTests : IDisposable
{
    private readonly SimClock _clock = new();
    private readonly LocalLockService _service;
    private readonly LockClient _first;
    private readonly LockClient _second;

    public LocalTests()
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
    public async Task Handle_ThatIsRenewed_OutlivesItsTtl()
    {
        await using var handle = await _first.AcquireAsync(Some.Key);
        _clock.Advance(600);
        Assert.True(handle.IsHeld);
        Assert.Null(await _second.TryAcquireAsync(Some.Key));
    }

    [Fact]
    public async Task Handle_WhenDisposed_PassesTheLockOnAndTheNextConfirms()
    {
        var handle = await _first.AcquireAsync(Some.Key);
        var waits = _second.AcquireAsync(Some.Key).AsTask();
        await handle.DisposeAsync();

        var next = await waits.Soon();
        Assert.True(next.Token > handle.Token);
        _clock.FireDue();
        Assert.True((await _service.GetAsync(Some.Key)).Holder!.Confirmed);
        _clock.Advance(120);
        Assert.True(next.IsHeld);
    }

    [Fact]
    public async Task Handle_OfAClientThatStoppedRenewing_IsLostBeforeTheNextIsGranted()
    {
        var handle = await _first.AcquireAsync(Some.Key);
        _first.Dispose();
        var waits = _second.AcquireAsync(Some.Key, new AcquireOptions { Wait = TimeSpan.FromMinutes(2) }).AsTask();

        var (start, wasHeld) = (_clock.Now, true);
        while ((await _service.GetAsync(Some.Key)).Holder?.Token == handle.Token)
        {
            Assert.True(_clock.Now < start + TimeSpan.FromSeconds(31), "never granted");
            wasHeld = handle.IsHeld;
            _clock.Advance(0.01);
        }

        Assert.False(wasHeld);
        Assert.True(handle.LostToken.IsCancellationRequested);
        Assert.True((await waits.Soon()).IsHeld);
    }

    [Fact]
    public async Task Handle_OfAFrozenProcess_IsLostWhenItWakes()
    {
        var frozen = new SimClock();
        using var client = new LockClient(_service, time: frozen);
        var handle = await client.AcquireAsync(Some.Key);
        _clock.Advance(40);
        frozen.Pause(TimeSpan.FromSeconds(40));

        await using var next = await _second.AcquireAsync(Some.Key);
        Assert.True(handle.LostToken.IsCancellationRequested);
        Assert.False(await handle.ReleaseAsync());
        Assert.True(next.IsHeld);
    }

    [Fact]
    public async Task Handle_OfANamedOwner_IsReleasedOnceForEachHold()
    {
        var options = new AcquireOptions { Owner = Some.Owner("a") };
        var outer = await _first.AcquireAsync(Some.Key, options);
        var inner = await _first.AcquireAsync(Some.Key, options);
        Assert.Equal(outer.Token, inner.Token);
        await inner.DisposeAsync();
        Assert.Null(await _second.TryAcquireAsync(Some.Key));
        await outer.DisposeAsync();
        Assert.NotNull(await _second.TryAcquireAsync(Some.Key));
    }

    [Fact]
    public async Task Acquire_Cancelled_LeavesNoWaiter()
    {
        await using var handle = await _first.AcquireAsync(Some.Key);
        using var source = new CancellationTokenSource();
        var waits = _second.AcquireAsync(Some.Key, cancellationToken: source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits.Soon());
        Assert.Equal(0, (await _service.GetAsync(Some.Key)).WaiterCount);
        Assert.True(handle.IsHeld);
    }
}
