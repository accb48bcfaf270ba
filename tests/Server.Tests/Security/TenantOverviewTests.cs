using System.Text.Json;
using LockActors.Actors;
using LockActors.TestKit;
using LockActors.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Server.Tests.Security;

/// <summary>A key with prefixes has an overview of its own locks, and learns nothing of others.</summary>
public sealed class TenantOverviewTests
{
    private readonly Keys _keys = new();

    [Fact]
    public async Task Overview_OfAKeyWithPrefixes_CountsWhatIsBelowThemAndNothingElse()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        using var stop = new CancellationTokenSource();
        foreach (var key in new[] { "a", "a/1", "b/1", "b/x/1", "bb", "c/1", "c/2", "d/1" })
        {
            await TakeAsync(server, key);
        }

        var waiting = new[] { "a/1", "b/x/1", "b/x/1", "d/1", "d/1", "d/1" }
            .Select(key => WaitAsync(server, key, stop.Token)).ToList();
        await Poll.UntilAsync(
            async () => (await ReadAsync(server, _keys.Reader)).Waiting == 6, "the waiters", RunningServer.Patience);

        var all = await ReadAsync(server, _keys.Reader);
        var ofA = await ReadAsync(server, _keys.TenantA);
        var ofBAndC = await ReadAsync(server, _keys.TenantBAndC);

        Assert.Equal((8, 6, 3), (all.Held, all.Waiting, all.Contended));
        Assert.Equal((1, 1, 1), (ofA.Held, ofA.Waiting, ofA.Contended));
        Assert.Equal((4, 2, 1), (ofBAndC.Held, ofBAndC.Waiting, ofBAndC.Contended));
        Assert.Equal(["a/"], ofA.Prefixes);
        Assert.Null(all.Prefixes);
        await stop.CancelAsync();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Overview_OfAKeyWithPrefixes_LeavesOutWhatIsCountedForAllLocks()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        await TakeAsync(server, "foreign/1");
        await server.Service.RevokeAsync("foreign/1");

        using var response = await Keys.SendAsync(server, _keys.TenantA, "GET", "/v1/overview");
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(
            ["at", "contended", "held", "prefixes", "waiting"],
            answer.RootElement.EnumerateObject().Select(found => found.Name).Order(StringComparer.Ordinal));
        var all = await ReadAsync(server, _keys.Reader);
        Assert.Equal((1L, 1L, 60), (all.Grants, all.Losses?.Revoked, all.Points?.Count));
        Assert.NotNull(all.Since);
    }

    [Fact]
    public async Task Overview_OfMoreLocksThanAPage_CountsThemAll()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        for (var i = 0; i < LockQuery.MaxLimit + 200; i++)
        {
            await TakeAsync(server, $"b/{i}");
            await TakeAsync(server, $"c/{i}");
        }

        var overview = await ReadAsync(server, _keys.TenantBAndC);

        Assert.Equal(2 * (LockQuery.MaxLimit + 200), overview.Held);
    }

    [Fact]
    public async Task Overview_OfAKeyWithPrefixes_IsCountedOnceASecond()
    {
        var clock = new SimClock();
        using var service = new LocalLockService(time: clock);
        await using var server = await RunningServer.StartAsync(
            service, settings: _keys.Settings, services: services => services.AddSingleton<TimeProvider>(clock));
        var before = await ReadAsync(server, _keys.TenantA);
        await TakeAsync(server, "a/1");

        var soon = await ReadAsync(server, _keys.TenantA);
        clock.Advance(TimeSpan.FromSeconds(1));
        var later = await ReadAsync(server, _keys.TenantA);

        Assert.Equal((0, 0, 1), (before.Held, soon.Held, later.Held));
    }

    private static async Task<OverviewAnswer> ReadAsync(RunningServer server, string key)
    {
        using var response = await Keys.SendAsync(server, key, "GET", "/v1/overview");
        return JsonSerializer.Deserialize(
            await response.Content.ReadAsStringAsync(), OverviewJson.Default.OverviewAnswer)!;
    }

    private static async Task TakeAsync(RunningServer server, LockKey key)
    {
        var request = new LockRequest { Id = RequestId.New(), Ttl = TimeSpan.FromMinutes(1) };
        Assert.Equal(LockOutcome.Granted, (await server.Service.AcquireAsync(key, request)).Outcome);
    }

    private static async Task WaitAsync(RunningServer server, LockKey key, CancellationToken stop)
    {
        var request = new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromMinutes(1) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => server.Service.AcquireAsync(key, request, stop).AsTask());
    }
}
