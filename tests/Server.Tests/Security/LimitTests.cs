using System.Net;
using LockActors.Actors;
using LockActors.Client;
using LockActors.Client.Http;
using LockActors.Silo.Settings;
using LockActors.TestKit;
using LockActors.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Server.Tests.Security;

/// <summary>Limits of rate, of single keys, and of patience.</summary>
public sealed class LimitTests
{
    private readonly Keys _keys = new();

    [Fact]
    public async Task Rate_OfEachKey_IsItsOwn()
    {
        var settings = _keys.Settings with { Http = new HttpSettings { RequestsPerSecond = 5 } };
        await using var server = await RunningServer.StartAsync(settings: settings);
        HttpResponseMessage? refused = null;
        for (var number = 0; number < 100 && refused is null; number++)
        {
            var response = await Keys.SendAsync(server, _keys.Reader, "GET", "/v1/locks");
            refused = response.StatusCode == HttpStatusCode.TooManyRequests ? response : null;
        }

        using var other = await Keys.SendAsync(server, _keys.Locker, "GET", "/v1/locks");
        using var health = await Keys.SendAsync(server, null, "GET", "/health/live");

        Assert.NotNull(refused);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 2);
        Assert.Equal(WireProblem.MediaType, refused.Content.Headers.ContentType!.MediaType);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (other.StatusCode, health.StatusCode));
    }

    [Fact]
    public async Task Rate_OfABatch_CountsItsLeases()
    {
        var settings = _keys.Settings with { Http = new HttpSettings { RequestsPerSecond = 10 } };
        await using var server = await RunningServer.StartAsync(settings: settings);
        using var service = new HttpLockService(server.Address, new HttpLockOptions { ApiKey = _keys.Locker });
        var madeUp = Enumerable.Range(0, 100)
            .Select(number => new LeaseRenewal($"made/up/{number}", LeaseId.New(), TimeSpan.FromSeconds(10))).ToList();

        var replies = await service.RenewManyAsync(madeUp);

        // The request itself, and no more leases than a caller has left at the most.
        var asked = replies.Count(reply => reply.Outcome == RenewOutcome.Lost);
        Assert.InRange(asked, 1, 11);
        Assert.All(replies.Take(asked), reply => Assert.Equal(RenewOutcome.Lost, reply.Outcome));
        Assert.All(replies.Skip(asked), reply => Assert.Equal(RenewOutcome.Unavailable, reply.Outcome));
    }

    [Fact]
    public async Task Locks_OverAKeysLimit_AreRefusedUntilOneIsReleased()
    {
        var key = _keys.Add(new ApiKeyEntry { Name = "few", Role = ApiRole.Lock, Prefixes = ["f/"], MaxLocks = 2 });
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        using var service = new HttpLockService(server.Address, new HttpLockOptions { ApiKey = key });
        using var client = new LockClient(service);
        var one = await client.AcquireAsync("f/1", new AcquireOptions());
        var two = await client.AcquireAsync("f/2", new AcquireOptions());

        using var third = await Keys.SendAsync(server, key, "POST", "/v1/locks/f/3/acquire", "{}");
        using var busy = await Keys.SendAsync(server, key, "POST", "/v1/locks/f/2/acquire", "{}");
        using var others = await Keys.SendAsync(server, _keys.Locker, "POST", "/v1/locks/g/1/acquire", "{}");
        await one.DisposeAsync();
        await using var again = await client.AcquireAsync("f/3", new AcquireOptions());

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Contains(
            "few uses 2 locks; its limit is 2.", await third.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotNull(third.Headers.RetryAfter);
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK), (busy.StatusCode, others.StatusCode));
        await two.DisposeAsync();
    }

    [Fact]
    public async Task Waiters_OverAKeysLimit_AreRefused_AndTheOthersKeepTheirPlace()
    {
        var key = _keys.Add(new ApiKeyEntry { Name = "few", Role = ApiRole.Lock, Prefixes = ["f/"], MaxWaiters = 1 });
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        var holder = await server.Service.AcquireAsync("f/1", new LockRequest { Id = RequestId.New() });
        const string Waits = "{\"requestId\":\"11111111-1111-1111-1111-111111111111\",\"waitMs\":60000,\"holdMs\":0}";
        const string Other = "{\"requestId\":\"22222222-2222-2222-2222-222222222222\",\"waitMs\":60000,\"holdMs\":0}";

        var first = await StatusAsync(Waits);
        await Poll.UntilAsync(
            async () => await StatusAsync(Other) == HttpStatusCode.TooManyRequests,
            "a refused second waiter", RunningServer.Patience);
        var repeated = await StatusAsync(Waits);
        await server.Service.ReleaseAsync("f/1", holder.Grant!.LeaseId);
        var granted = await StatusAsync(Waits);

        Assert.Equal(
            (HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.OK), (first, repeated, granted));

        async Task<HttpStatusCode> StatusAsync(string body)
        {
            using var response = await Keys.SendAsync(server, key, "POST", "/v1/locks/f/1/acquire", body);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Locks_BelowAKeysLimit_AreNotListedForEachRequest()
    {
        var key = _keys.Add(new ApiKeyEntry { Name = "few", Role = ApiRole.Lock, Prefixes = ["f/"], MaxLocks = 2 });
        var (clock, lists) = (new SimClock(), 0);
        using var local = new LocalLockService();
        var service = Interposed.Before(local, (method, _) =>
        {
            lists += method == nameof(ILockService.ListAsync) ? 1 : 0;
            return null;
        });
        await using var server = await RunningServer.StartAsync(
            service,
            settings: _keys.Settings,
            services: services => services.AddSingleton<TimeProvider>(clock));
        using var client = new HttpLockService(server.Address, new HttpLockOptions { ApiKey = key });

        for (var number = 0; number < 10; number++)
        {
            var taken = (await client.AcquireAsync("f/1", Some.LockRequest(number + 1))).Grant!;
            Assert.Equal(LockOutcome.Busy, (await client.AcquireAsync("f/1", Some.LockRequest(100 + number))).Outcome);
            await client.ReleaseAsync("f/1", taken.LeaseId);
        }

        Assert.Equal(1, lists);
    }

    [Fact]
    public async Task Locks_OverAKeysLimit_AreRefusedToARequestThatWaitsForAnother()
    {
        var key = _keys.Add(new ApiKeyEntry { Name = "few", Role = ApiRole.Lock, Prefixes = ["f/"], MaxLocks = 1 });
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        await server.Service.AcquireAsync("f/1", new LockRequest { Id = RequestId.New() });
        const string Waits = "{\"requestId\":\"11111111-1111-1111-1111-111111111111\",\"waitMs\":60000,\"holdMs\":0}";

        using var waits = await Keys.SendAsync(server, key, "POST", "/v1/locks/f/1/acquire", Waits);
        using var other = await Keys.SendAsync(server, key, "POST", "/v1/locks/f/2/acquire", Waits);

        Assert.Equal(
            (HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests), (waits.StatusCode, other.StatusCode));
    }

    [Theory]
    [InlineData("acquire", "{\"ttlMs\":1001}")]
    [InlineData("renew", "{\"leaseId\":\"0123456789abcdef0123456789abcdef\",\"ttlMs\":1001}")]
    public async Task Ttl_OverAKeysLimit_IsRefused(string verb, string body)
    {
        var key = _keys.Add(new ApiKeyEntry
        {
            Name = "short",
            Role = ApiRole.Lock,
            MaxTtl = TimeSpan.FromSeconds(1),
        });
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);

        using var response = await Keys.SendAsync(server, key, "POST", $"/v1/locks/k/{verb}", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            "ttlMs is 1001; the API key may ask for at most 1000.", await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
        Assert.Empty((await server.Service.ListAsync(new LockQuery())).Locks);
    }

    [Fact]
    public async Task SlowClients_AreCut_AndHeldRequestsAreNot()
    {
        var http = new HttpSettings { SlowClientTimeout = TimeSpan.FromSeconds(1.5) };
        var settings = new ServerSettings { Http = http };
        await using var server = await RunningServer.StartAsync(settings: settings);
        await server.Service.AcquireAsync("k", new LockRequest { Id = RequestId.New() });
        const string Head = "POST /v1/locks/k/acquire HTTP/1.1\r\nHost: localhost\r\n";

        var headers = RawHttp.AskAsync(server.Address, Head + "X-A: b", untilClosed: true);
        var body = RawHttp.AskAsync(
            server.Address, Head + "Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{", untilClosed: true);
        var held = RawHttp.AskAsync(
            server.Address, Head + "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n"
            + "{\"waitMs\":4000}");

        Assert.StartsWith("HTTP/1.1 408 ", await headers, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408 ", await body, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"timedOut\"", await held, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_OverTheLimit_AreClosed()
    {
        var settings = new ServerSettings { Http = new HttpSettings { MaxConnections = 1 } };
        await using var server = await RunningServer.StartAsync(settings: settings);
        using var first = await server.Http.GetAsync("/health/live");

        var second = await RawHttp.AskAsync(
            server.Address, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n", untilClosed: true);

        Assert.True(first.IsSuccessStatusCode);
        Assert.Equal("", second);
    }
}
