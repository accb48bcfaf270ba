using LockActors.Actors;
using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>What a call does not set is as its client says.</summary>
public sealed class InheritedOptionsTests : IDisposable
{
    private static readonly LockKey Key = Some.Key;

    private readonly SimClock _clock = new();
    private readonly LocalLockService _service;
    private readonly LockClient _client;

    public InheritedOptionsTests()
    {
        _service = new LocalLockService(time: _clock);
        _client = new LockClient(
            _service,
            new LockClientOptions
            {
                Acquire = new AcquireOptions
                {
                    Ttl = TimeSpan.FromSeconds(5),
                    Wait = TimeSpan.FromSeconds(7),
                    Renewal = Renewal.Manual,
                    LossPolicy = LossPolicy.Continue,
                    Holder = HolderName.Parse("usual"),
                    MaxHold = TimeSpan.FromMinutes(1),
                },
            },
            _clock);
    }

    public void Dispose()
    {
        _client.Dispose();
        _service.Dispose();
    }

    [Fact]
    public async Task Options_ThatACallLeavesOut_AreTheClients()
    {
        var handle = await _client.AcquireAsync(Key, new AcquireOptions { Wait = TimeSpan.FromSeconds(10) });

        Assert.InRange(handle.ValidFor, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));
        Assert.Equal("usual", (await _service.GetAsync(Key)).Holder!.Name);
        _clock.Advance(6);
        Assert.False(handle.IsHeld, "it was renewed");
        Assert.False(handle.LostToken.IsCancellationRequested);
    }

    [Fact]
    public async Task Wait_ThatACallLeavesOut_IsTheClients()
    {
        await _client.AcquireAsync(Key, new AcquireOptions { Ttl = TimeSpan.FromMinutes(1) });
        var waiting = _client.AcquireAsync(Key, new AcquireOptions { Ttl = TimeSpan.FromSeconds(1) }).AsTask();
        _clock.Advance(6.5);
        Assert.False(waiting.IsCompleted);
        _clock.Advance(1);

        var error = await Assert.ThrowsAsync<LockTimeoutException>(() => waiting);

        Assert.Equal(TimeSpan.FromSeconds(7), error.Waited);
    }

    [Fact]
    public async Task Options_ThatACallSetsToTheirDefault_AreSet()
    {
        var handle = await _client.AcquireAsync(
            Key,
            new AcquireOptions
            {
                Renewal = Renewal.Auto,
                LossPolicy = LossPolicy.Cancel,
                Ttl = TimeSpan.FromSeconds(5),
            });

        _clock.Advance(50);

        Assert.True(handle.IsHeld);
    }

    [Fact]
    public async Task Sets_InheritAsWell()
    {
        await using var set = await _client.AcquireAllAsync(["a", "b"], new AcquireOptions { Wait = TimeSpan.Zero });

        Assert.InRange(set.ValidFor, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));
    }
}
