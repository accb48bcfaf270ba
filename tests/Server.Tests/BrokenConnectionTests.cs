using System.Text.Json;
using LockActors.Actors;
using LockActors.TestKit;
using LockActors.Wire;

namespace LockActors.Server.Tests;

/// <summary>Connections of held requests break: the client may come back to its place, and one that is dead costs the
/// others little. The windows pass on a simulated clock.</summary>
public sealed class BrokenConnectionTests : IDisposable
{
    private static readonly LockKey Key = "nightly";
    private static readonly TimeSpan Liveness = LockLimits.Default.LivenessWindow;
    private static readonly TimeSpan Window = LockLimits.Default.ConfirmWindow;

    private readonly SimClock _clock = new();
    private readonly LocalLockService _service;

    public BrokenConnectionTests() => _service = new LocalLockService(time: _clock);

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Waiter_ThatComesBack_HasKeptItsPlace()
    {
        await using var server = await RunningServer.StartAsync(_service);
        var holder = await TakeAsync();
        var id = RequestId.New();
        var first = $"{{\"waitMs\":600000,\"holder\":\"first\",\"requestId\":\"{id.Reveal()}\"}}";
        await HangUpAsync(server, first);
        var behind = AcquireAsync(server, "{\"waitMs\":600000,\"holder\":\"second\"}");
        await ConnectedAsync(false, true);

        _clock.Advance(Liveness - TimeSpan.FromSeconds(1));
        var resumed = AcquireAsync(server, first);
        await ConnectedAsync(true, true);
        _clock.Advance(2 * Liveness);
        await _service.ReleaseAsync(Key, holder.LeaseId);

        var granted = await resumed;
        Assert.Equal(("granted", true), (granted.Status, granted.Confirmed));
        Assert.False(behind.IsCompleted);
    }

    [Fact]
    public async Task Waiter_ThatIsDead_LosesItsPlaceAfterTheLivenessWindow()
    {
        await using var server = await RunningServer.StartAsync(_service);
        await TakeAsync();
        var id = RequestId.New();
        await HangUpAsync(server, $"{{\"waitMs\":600000,\"requestId\":\"{id.Reveal()}\"}}");

        _clock.Advance(Liveness);

        Assert.Equal(0, (await _service.GetAsync(Key)).WaiterCount);
        var late = await AcquireAsync(server, $"{{\"waitMs\":600000,\"requestId\":\"{id.Reveal()}\"}}");
        Assert.Equal(("ended", "dropped"), (late.Status, late.Reason));
    }

    [Fact]
    public async Task Waiter_WhoseConnectionBroke_IsPassedOverAtOnceAndKeepsItsPlace()
    {
        await using var server = await RunningServer.StartAsync(_service);
        var holder = await TakeAsync();
        await HangUpAsync(server, "{\"waitMs\":600000,\"ttlMs\":600000}");
        var behind = AcquireAsync(server, "{\"waitMs\":600000}");
        await ConnectedAsync(false, true);

        await _service.ReleaseAsync(Key, holder.LeaseId);

        Assert.Equal("granted", (await behind).Status);
        await ConnectedAsync(false);
    }

    [Fact]
    public async Task Waiter_ThatComesBackAfterItsTurnCame_HasTheLockInFull()
    {
        await using var server = await RunningServer.StartAsync(_service);
        var holder = await TakeAsync();
        var body = $"{{\"waitMs\":600000,\"requestId\":\"{RequestId.New().Reveal()}\"}}";
        await HangUpAsync(server, body);
        await _service.ReleaseAsync(Key, holder.LeaseId);
        _clock.Advance(Window / 2);

        var granted = await AcquireAsync(server, body);

        Assert.Equal(("granted", true), (granted.Status, granted.Confirmed));
        _clock.Advance(2 * Window);
        Assert.Equal(granted.Token, (await _service.GetAsync(Key)).Holder?.Token.Value);
    }

    /// <summary>A request whose client goes away once it stands in the queue, alone.</summary>
    private async Task HangUpAsync(RunningServer server, string body)
    {
        using var hangUp = new CancellationTokenSource();
        var waiting = AcquireAsync(server, body, hangUp.Token);
        await ConnectedAsync(true);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await ConnectedAsync(false);
    }

    private async Task<LockGrant> TakeAsync()
    {
        var request = new LockRequest { Id = RequestId.New(), Ttl = TimeSpan.FromMinutes(10) };
        return (await _service.AcquireAsync(Key, request)).Grant!;
    }

    private Task ConnectedAsync(params bool[] expected) => Poll.UntilAsync(
        async () => (await _service.GetAsync(Key)).Waiters.Select(waiter => waiter.Connected).SequenceEqual(expected),
        $"waiters that are connected: {string.Join(", ", expected)}", RunningServer.Patience);

    private static async Task<AcquireAnswer> AcquireAsync(
        RunningServer server, string body, CancellationToken cancellationToken = default)
    {
        using var response = await server.SendAsync(
            HttpMethod.Post, $"/v1/locks/{Key}/acquire", body, cancellationToken: cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return JsonSerializer.Deserialize(text, WireJson.Default.AcquireAnswer)!;
    }
}
