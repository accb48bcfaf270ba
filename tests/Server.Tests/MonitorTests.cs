using System.Net;
using System.Text.Json;
using LockActors.Actors;
using LockActors.Monitoring;
using LockActors.TestKit;

namespace LockActors.Server.Tests;

public sealed class MonitorTests
{
    [Fact]
    public async Task Overview_CountsWhatIsHeldGrantedAndLost()
    {
        await using var server = await RunningServer.StartAsync();
        await TakeAsync(server, "a");
        await server.Service.ReleaseAsync("b", (await TakeAsync(server, "b")).LeaseId);
        await TakeAsync(server, "c");
        await server.Service.RevokeAsync("c");

        var overview = await ReadAsync(server, "/v1/overview", MonitorJson.Default.LockOverview);

        Assert.Equal((1, 0, 3L), (overview.Held, overview.Waiting, overview.Grants));
        Assert.Equal(new LossCounts(0, 0, 1), overview.Losses);
        Assert.Equal((3L, 1L), (overview.Wait.Count, overview.Hold.Count));
        Assert.Equal(60, overview.Points.Count);
    }

    [Fact]
    public async Task Overview_CountsRequestsThatEndedWithoutTheLock_ByOutcome()
    {
        await using var server = await RunningServer.StartAsync(
            new LocalLockService(new LocalLockOptions { Limits = new LockLimits { MaxWaiters = 1 } }));
        await TakeAsync(server, "a");
        using var cancel = new CancellationTokenSource();
        var waiting = server.Service.AcquireAsync(
            "a", new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromMinutes(1) }, cancel.Token).AsTask();
        await Poll.UntilAsync(
            async () => (await server.Service.GetAsync("a")).WaiterCount == 1, "a waiter", RunningServer.Patience);
        var second = await server.Service.AcquireAsync(
            "a", new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromMilliseconds(10) });
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var late = await server.Service.AcquireAsync(
            "a", new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromMilliseconds(10) });

        Assert.Equal((LockOutcome.Rejected, LockOutcome.TimedOut), (second.Outcome, late.Outcome));
        FailureCounts? failures = null;
        await Poll.UntilAsync(
            async () => (failures = (await ReadAsync(server, "/v1/overview", MonitorJson.Default.LockOverview))
                .Failures) is { TimedOut: 1, Cancelled: 1, Dropped: 0, Rejected: >= 1 },
            () => $"a timeout, a cancellation and a refusal, not {failures}",
            RunningServer.Patience);
    }

    [Fact]
    public async Task Activity_TellsTheHistoryOfAKeyWithSlashes_NewestFirst()
    {
        await using var server = await RunningServer.StartAsync();
        var grant = await TakeAsync(server, "a/b c");
        await server.Service.ReleaseAsync("a/b c", grant.LeaseId);

        var activity = await ReadAsync(server, "/v1/locks/a/b%20c/activity", MonitorJson.Default.LockActivity);

        Assert.Equal(
            [LockEventKind.Released, LockEventKind.Granted], activity.Events.Select(found => found.Kind));
        Assert.Equal("a/b c", activity.Key);
        Assert.Equal(1, activity.Hold.Count);
        Assert.Equal(TimeSpan.FromSeconds(2), activity.SuggestedTtl);
    }

    [Fact]
    public async Task Activity_OfALockNeverUsed_IsEmpty()
    {
        await using var server = await RunningServer.StartAsync();

        var activity = await ReadAsync(server, "/v1/locks/unused/activity", MonitorJson.Default.LockActivity);

        Assert.Empty(activity.Events);
        Assert.Null(activity.SuggestedTtl);
    }

    [Fact]
    public async Task Get_OfALockThatIsCalledActivity_NeedsItsSlashEscaped()
    {
        await using var server = await RunningServer.StartAsync();
        await TakeAsync(server, "jobs/activity");

        using var response = await server.SendAsync(HttpMethod.Get, "/v1/locks/jobs%2Factivity");

        Assert.Contains("\"state\":\"held\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_OfOneProcess_ShowsIt()
    {
        await using var server = await RunningServer.StartAsync();

        var cluster = await ReadAsync(server, "/v1/cluster", MonitorJson.Default.LockCluster);

        var member = Assert.Single(cluster.Members);
        Assert.Equal((true, 0, "none"), (member.Answered, member.Held, cluster.Store));
    }

    [Theory]
    [InlineData("state=held", "a,b")]
    [InlineData("state=free", "")]
    [InlineData("holder=ALI", "a")]
    [InlineData("heldLongerThanMs=60000", "")]
    [InlineData("prefix=b", "b")]
    public async Task List_WithFilters_ShowsAndCountsOnlyThose(string filter, string expected)
    {
        await using var server = await RunningServer.StartAsync();
        await TakeAsync(server, "a", "alice");
        await TakeAsync(server, "b", "bob");

        using var response = await server.SendAsync(HttpMethod.Get, $"/v1/locks?count=true&limit=1&{filter}");

        var page = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        var keys = expected.Split(',', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(keys.Length, page.GetProperty("total").GetInt32());
        var shown = page.GetProperty("locks").EnumerateArray().Select(found => found.GetProperty("key").GetString());
        Assert.Equal(keys.Take(1), shown);
    }

    [Theory]
    [InlineData("/v1/locks?state=happy")]
    [InlineData("/v1/locks?heldLongerThanMs=-1")]
    [InlineData("/v1/locks?count=maybe")]
    [InlineData("/v1/overview?x=1")]
    public async Task Look_WithABadParameter_IsRefused(string path)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Delete_WithAReasonThatIsTooLong_IsRefusedAndRevokesNothing()
    {
        await using var server = await RunningServer.StartAsync();
        await TakeAsync(server, "a");
        var reason = new string('x', RevokeNote.MaxReasonLength + 1);

        using var response = await server.SendAsync(HttpMethod.Delete, "/v1/locks/a", $"{{\"reason\":\"{reason}\"}}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(LockState.Held, (await server.Service.GetAsync("a")).State);
    }

    private static async Task<LockGrant> TakeAsync(RunningServer server, LockKey key, HolderName holder = default)
    {
        var request = new LockRequest { Id = RequestId.New(), Holder = holder };
        return (await server.Service.AcquireAsync(key, request)).Grant!;
    }

    private static async Task<T> ReadAsync<T>(
        RunningServer server, string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        using var response = await server.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(), type)!;
    }
}
