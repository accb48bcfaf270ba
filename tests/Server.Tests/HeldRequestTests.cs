using System.Net;
using System.Text.Json;
using LockActors.TestKit;
using LockActors.Wire;

namespace LockActors.Server.Tests;

/// <summary>Requests that wait for a lock are held open, and leave nothing behind when their client goes
/// away.</summary>
public sealed class HeldRequestTests
{
    private static readonly LockKey Key = "nightly";

    [Fact]
    public async Task Waiter_WhenTheHolderReleases_IsAnswered()
    {
        await using var server = await RunningServer.StartAsync();
        var holder = await TakeAsync(server);
        var waiting = AcquireAsync(server, "{\"waitMs\":60000}");
        await WaitersAsync(server, 1);

        await server.Service.ReleaseAsync(Key, holder.LeaseId);

        var (status, answer) = await waiting;
        Assert.Equal((HttpStatusCode.OK, "granted", true), (status, answer.Status, answer.Confirmed));
        Assert.True(answer.Token > holder.Token.Value);
        Assert.InRange(answer.ValidMs ?? 0, 29_000, 30_000);
    }

    [Fact]
    public async Task Waiter_ThatConfirmsByItself_IsGrantedForTheConfirmWindow()
    {
        await using var server = await RunningServer.StartAsync();
        var holder = await TakeAsync(server);
        var waiting = AcquireAsync(server, "{\"waitMs\":60000,\"confirm\":true}");
        await WaitersAsync(server, 1);
        await server.Service.ReleaseAsync(Key, holder.LeaseId);
        var (_, granted) = await waiting;
        Assert.Equal(false, granted.Confirmed);
        Assert.InRange(granted.ValidMs ?? 0, 1, 2_000);

        using var response = await server.SendAsync(
            HttpMethod.Post, "/v1/locks/nightly/confirm", $"{{\"leaseId\":\"{granted.LeaseId}\"}}");

        var confirmed = JsonSerializer.Deserialize(
            await response.Content.ReadAsStringAsync(), WireJson.Default.RenewAnswer)!;
        Assert.Equal((HttpStatusCode.OK, "renewed"), (response.StatusCode, confirmed.Status));
        Assert.InRange(confirmed.ValidMs ?? 0, 28_000, 30_000);
    }

    [Fact]
    public async Task Waiter_AfterItsHold_IsQueuedAndKeepsItsPlace()
    {
        await using var server = await RunningServer.StartAsync();
        var holder = await TakeAsync(server);
        var id = RequestId.New();

        var (status, queued) = await AcquireAsync(
            server, $"{{\"waitMs\":60000,\"holdMs\":1,\"requestId\":\"{id.Reveal()}\"}}");

        Assert.Equal((HttpStatusCode.Accepted, "queued", 1), (status, queued.Status, queued.Position));
        Assert.Equal(id.Reveal(), queued.RequestId);
        var (_, busy) = await AcquireAsync(server, "{}");
        Assert.Equal(("busy", 2), (busy.Status, busy.Position));
        var resumed = AcquireAsync(server, $"{{\"waitMs\":60000,\"requestId\":\"{id.Reveal()}\"}}");
        await Poll.UntilAsync(
            async () => (await server.Service.GetAsync(Key)).Waiters is [{ Connected: true }],
            "the waiter to be back", RunningServer.Patience);
        await server.Service.ReleaseAsync(Key, holder.LeaseId);
        Assert.Equal("granted", (await resumed).Answer.Status);
    }

    [Fact]
    public async Task Waiter_OfALongWait_IsHeldNoLongerThanTheServerAllows()
    {
        await using var server = await RunningServer.StartAsync(
            configure: static options => options.MaxHold = TimeSpan.FromMilliseconds(5));
        await TakeAsync(server);

        var (status, _) = await AcquireAsync(server, "{\"waitMs\":60000,\"holdMs\":60000}");

        Assert.Equal(HttpStatusCode.Accepted, status);
    }

    [Fact]
    public async Task Waiter_WhenItsWaitEnds_TimesOut()
    {
        await using var server = await RunningServer.StartAsync();
        await TakeAsync(server);

        var (status, answer) = await AcquireAsync(server, "{\"waitMs\":20}");

        Assert.Equal((HttpStatusCode.RequestTimeout, "timedOut"), (status, answer.Status));
        Assert.Equal(0, (await server.Service.GetAsync(Key)).WaiterCount);
    }

    [Fact]
    public async Task Waiter_WhenTheServerStops_IsToldThatItIsQueued()
    {
        await using var server = await RunningServer.StartAsync();
        await TakeAsync(server);
        var waiting = AcquireAsync(server, "{\"waitMs\":60000}");
        await WaitersAsync(server, 1);

        await server.StopAsync().WaitAsync(RunningServer.Patience);

        Assert.Equal((HttpStatusCode.Accepted, 1), ((await waiting).Status, (await waiting).Answer.Position));
        Assert.Equal(1, (await server.Service.GetAsync(Key)).WaiterCount);
    }

    [Fact]
    public async Task SameRequestId_Again_GetsTheSameGrant()
    {
        await using var server = await RunningServer.StartAsync();
        var body = $"{{\"requestId\":\"{RequestId.New().Reveal()}\"}}";
        var (_, first) = await AcquireAsync(server, body);

        var (_, again) = await AcquireAsync(server, body);

        Assert.Equal((first.LeaseId, first.Token), (again.LeaseId, again.Token));
    }

    [Fact]
    public async Task SameRequestId_AfterItsRelease_HasEnded()
    {
        await using var server = await RunningServer.StartAsync();
        var body = $"{{\"requestId\":\"{RequestId.New().Reveal()}\"}}";
        var (_, first) = await AcquireAsync(server, body);
        using var released = await server.SendAsync(
            HttpMethod.Post, "/v1/locks/nightly/release", $"{{\"leaseId\":\"{first.LeaseId}\"}}");
        Assert.Equal(
            "{\"status\":\"released\",\"holdsLeft\":0}", await released.Content.ReadAsStringAsync());

        var (status, again) = await AcquireAsync(server, body);

        Assert.Equal((HttpStatusCode.Conflict, "ended", "released"), (status, again.Status, again.Reason));
    }

    private static async Task<LockGrant> TakeAsync(RunningServer server) =>
        (await server.Service.AcquireAsync(Key, new LockRequest { Id = RequestId.New() })).Grant!;

    private static Task WaitersAsync(RunningServer server, int count) => Poll.UntilAsync(
        async () => (await server.Service.GetAsync(Key)).WaiterCount == count,
        $"{count} waiters", RunningServer.Patience);

    private static async Task<(HttpStatusCode Status, AcquireAnswer Answer)> AcquireAsync(
        RunningServer server, string body, CancellationToken cancellationToken = default)
    {
        using var response = await server.SendAsync(
            HttpMethod.Post, $"/v1/locks/{Key}/acquire", body, cancellationToken: cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return (response.StatusCode, JsonSerializer.Deserialize(text, WireJson.Default.AcquireAnswer)!);
    }
}
