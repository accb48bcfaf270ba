using System.Net;
using System.Text.Json;
using LockActors.TestKit;
using LockActors.Wire;

namespace LockActors.Server.Tests;

public sealed class LookTests
{
    [Fact]
    public async Task List_PageByPage_ShowsEachLockOnce()
    {
        await using var server = await RunningServer.StartAsync();
        string[] keys = ["a/1", "a/2", "a/&?#", "a/é", "b"];
        foreach (var key in keys)
        {
            await server.Service.AcquireAsync(key, new LockRequest { Id = RequestId.New() });
        }

        var seen = new List<string>();
        string? after = "";
        while (after is not null)
        {
            var page = await ReadAsync(server, $"/v1/locks?prefix=a%2F&limit=2&after={Uri.EscapeDataString(after)}");
            Assert.InRange(page.Locks.Count, 1, 2);
            seen.AddRange(page.Locks.Select(found => found.Key));
            after = page.Next;
        }

        Assert.Equal(keys[..4].Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task Get_ShowsTheHolderAndTheQueue_ButNoSecret()
    {
        await using var server = await RunningServer.StartAsync();
        var holder = HolderName.Parse("me");
        var taken = await server.Service.AcquireAsync("k", new LockRequest { Id = RequestId.New(), Holder = holder });
        using var waiting = new CancellationTokenSource();
        var waiter = server.Service.AcquireAsync(
            "k", new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromMinutes(1) }, waiting.Token).AsTask();
        await Poll.UntilAsync(
            async () => (await server.Service.GetAsync("k")).WaiterCount == 1, "a waiter", RunningServer.Patience);

        using var response = await server.SendAsync(HttpMethod.Get, "/v1/locks/k");

        var text = await response.Content.ReadAsStringAsync();
        var item = JsonSerializer.Deserialize(text, WireJson.Default.LockItem)!;
        Assert.Equal(("k", "held", "me", 1), (item.Key, item.State, item.Holder?.Name, item.WaiterCount));
        Assert.Equal(taken.Grant!.Token.Value, item.Holder?.Token);
        Assert.Equal((1, true), (Assert.Single(item.Waiters!).Position, item.Waiters![0].Connected));
        Assert.DoesNotContain(taken.Grant.LeaseId.Reveal(), text, StringComparison.Ordinal);
        await waiting.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
    }

    [Fact]
    public async Task Get_OfALockNotInUse_IsFree()
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, "/v1/locks/unused");

        Assert.Matches(
            """^\{"key":"unused","state":"free","member":"[0-9a-f]+","waiterCount":0\}$""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Delete_OfTheTokenThatIsHeld_Revokes()
    {
        await using var server = await RunningServer.StartAsync();
        var taken = await server.Service.AcquireAsync("k", new LockRequest { Id = RequestId.New() });
        var token = taken.Grant!.Token.Value;

        using var other = await server.SendAsync(HttpMethod.Delete, $"/v1/locks/k?token={token - 1}");
        using var held = await server.SendAsync(HttpMethod.Delete, $"/v1/locks/k?token={token}");

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Equal("{\"status\":\"revoked\"}", await held.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/health/live", "{\"status\":\"live\"}")]
    [InlineData("/health/ready", "{\"status\":\"ready\"}")]
    [InlineData("/", "<!doctype html>")]
    public async Task Health_OfARunningServer_IsGood(string path, string expected)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000, true, 10_000)]
    [InlineData(30_000, true, 30_000)]
    [InlineData(30_002, true, 30_000)]
    [InlineData(-1, true, 0)]
    [InlineData(10_000, false, null)]
    public void Lock_TellsWhenItsLeaseWasRenewedLast(int agoMs, bool confirmed, int? expected)
    {
        var ttl = TimeSpan.FromSeconds(100);
        var item = LockItem.Of(new LockSnapshot
        {
            Key = "k",
            State = LockState.Held,
            Holder = new HolderSnapshot
            {
                Name = "me",
                Token = new FencingToken(1),
                Ttl = ttl,
                HeldFor = TimeSpan.FromSeconds(30),
                ExpiresIn = Drift.GrantorDeadline(TimeSpan.Zero, ttl) - TimeSpan.FromMilliseconds(agoMs),
                Confirmed = confirmed,
            },
        });

        Assert.Equal(expected, item.Holder!.SinceRenewalMs);
    }

    private static async Task<LockItemPage> ReadAsync(RunningServer server, string path)
    {
        using var response = await server.SendAsync(HttpMethod.Get, path);
        return JsonSerializer.Deserialize(
            await response.Content.ReadAsStringAsync(), WireJson.Default.LockItemPage)!;
    }
}
