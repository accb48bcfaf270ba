using System.Net;
using System.Text.Json;
using LockActors.Client.Http;
using LockActors.Wire;

namespace LockActors.Server.Tests.Security;

/// <summary>What each role and each prefix lets through, on every route.</summary>
public sealed class ApiKeyTests
{
    private const string Lease = "{\"leaseId\":\"0123456789abcdef0123456789abcdef\"}";
    private const string Request = "{\"requestId\":\"11111111-1111-1111-1111-111111111111\"}";
    private const string Many =
        "{\"renewals\":[{\"key\":\"a/1\",\"leaseId\":\"0123456789abcdef0123456789abcdef\",\"ttlMs\":1000}]}";

    private readonly Keys _keys = new();

    /// <summary>Each route, the role that it takes, and what it answers then.</summary>
    public static TheoryData<string, string, string?, ApiRole, int> Routes => new()
    {
        { "GET", "/", null, ApiRole.Read, 200 },
        { "GET", "/v1/session", null, ApiRole.Read, 200 },
        { "GET", "/v1/locks", null, ApiRole.Read, 200 },
        { "GET", "/v1/locks/a%2F1", null, ApiRole.Read, 200 },
        { "GET", "/v1/locks/a/1/activity", null, ApiRole.Read, 200 },
        { "GET", "/v1/overview", null, ApiRole.Read, 200 },
        { "GET", "/v1/cluster", null, ApiRole.Read, 200 },
        { "GET", "/v1/status", null, ApiRole.Read, 200 },
        { "POST", "/v1/locks/a/1/acquire", "{}", ApiRole.Lock, 200 },
        { "POST", "/v1/locks/a/1/renew", Lease, ApiRole.Lock, 410 },
        { "POST", "/v1/locks/a/1/confirm", Lease, ApiRole.Lock, 410 },
        { "POST", "/v1/locks/a/1/release", Lease, ApiRole.Lock, 410 },
        { "POST", "/v1/locks/a/1/cancel", Request, ApiRole.Lock, 200 },
        { "POST", "/v1/renew", Many, ApiRole.Lock, 200 },
        { "DELETE", "/v1/locks/a/1", null, ApiRole.Admin, 409 },
        { "POST", "/logout", null, ApiRole.Read, 204 },
        { "GET", "/nothing", null, ApiRole.Read, 404 },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_OfEachRole_TakesItsOwnAndHigherOnes(
        string method, string path, string? body, ApiRole role, int status)
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);

        await ExpectAsync(server, null, 401, "Authorization");
        await ExpectAsync(server, "lak_" + new string('x', 43), 401, "Authorization");
        await ExpectAsync(server, _keys.Reader, role <= ApiRole.Read ? status : 403, "Authorization");
        await ExpectAsync(server, _keys.Locker, role <= ApiRole.Lock ? status : 403, "Authorization");
        if (role == ApiRole.Admin)
        {
            await ExpectAsync(server, _keys.Admin, status, null);
        }

        async Task ExpectAsync(RunningServer to, string? key, int expected, string? field)
        {
            using var response = await Keys.SendAsync(to, key, method, path, body);
            var text = await response.Content.ReadAsStringAsync();
            Assert.Equal((expected, method, path), ((int)response.StatusCode, method, path));
            if (expected is 401 or 403)
            {
                var problem = JsonSerializer.Deserialize(text, WireJson.Default.WireProblem)!;
                Assert.Equal((expected, field), (problem.Status, problem.Field));
                Assert.Equal(expected == 401, response.Headers.WwwAuthenticate.Count == 1);
                Assert.DoesNotContain(key ?? "?", text, StringComparison.Ordinal);
                Assert.Empty((await to.Service.ListAsync(new LockQuery())).Locks);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_OfAForeignPrefix_IsRefused(
        string method, string path, string? body, ApiRole role, int status)
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        var hasKey = path.StartsWith("/v1/locks/", StringComparison.Ordinal) || path == "/v1/renew";

        using var own = await Keys.SendAsync(server, _keys.TenantA, method, path, body);
        await server.Service.CancelAsync("a/1", RequestId.New());
        using var foreign = await Keys.SendAsync(server, _keys.TenantBAndC, method, path, body);

        var isOfAll = path is "/v1/cluster" or "/v1/status";
        Assert.Equal(isOfAll ? 403 : status, (int)own.StatusCode);
        Assert.Equal(isOfAll || hasKey || role == ApiRole.Admin ? 403 : status, (int)foreign.StatusCode);
    }

    [Theory]
    [InlineData("a", 403)]
    [InlineData("A/1", 403)]
    [InlineData("a%2F1", 200)]
    [InlineData("a/../b/1", 200)]
    [InlineData("b/../a/1", 403)]
    [InlineData("%61/1", 200)]
    public async Task Key_BesideAPrefix_IsJudgedByItsTextAlone(string key, int status)
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);

        using var response = await Keys.SendAsync(server, _keys.TenantA, "POST", $"/v1/locks/{key}/acquire", "{}");

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("", 2, "b/1 b/2 b/x/1 c/1")]
    [InlineData("", 4, "b/1 b/2 b/x/1 c/1")]
    [InlineData("", 3, "b/1 b/2 b/x/1 c/1")]
    [InlineData("b", 100, "b/1 b/2 b/x/1")]
    [InlineData("b/x", 100, "b/x/1")]
    [InlineData("c/1", 1, "c/1")]
    public async Task List_OfPrefixes_ShowsThemPageByPageAndNothingElse(string prefix, int limit, string expected)
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        foreach (var key in new[] { "a/1", "b/1", "b/2", "b/x/1", "bb", "c/1", "d/1" })
        {
            await server.Service.AcquireAsync(key, new LockRequest { Id = RequestId.New() });
        }

        var seen = new List<string>();
        var after = "";
        do
        {
            using var response = await Keys.SendAsync(
                server, _keys.TenantBAndC, "GET", $"/v1/locks?prefix={prefix}&limit={limit}&after={after}");
            var page = JsonSerializer.Deserialize(
                await response.Content.ReadAsStringAsync(), WireJson.Default.LockItemPage)!.ToPage();
            Assert.InRange(page.Locks.Count, 1, limit);
            seen.AddRange(page.Locks.Select(found => found.Key.Value));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(expected.Split(' '), seen);
    }

    [Fact]
    public async Task List_OfPrefixes_CountsThemOnly()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        foreach (var key in new[] { "a/1", "b/1", "b/2", "c/1" })
        {
            await server.Service.AcquireAsync(key, new LockRequest { Id = RequestId.New() });
        }

        using var response = await Keys.SendAsync(
            server, _keys.TenantBAndC, "GET", "/v1/locks?limit=1&count=true");
        var page = JsonSerializer.Deserialize(
            await response.Content.ReadAsStringAsync(), WireJson.Default.LockItemPage)!.ToPage();

        Assert.Equal((1, 3, "b/1"), (page.Locks.Count, page.Total, page.Next));
    }

    [Fact]
    public async Task Events_OfForeignPrefixes_AreNotShown()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events");
        request.Headers.Authorization = new("Bearer", _keys.TenantA);
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());

        await server.Service.AcquireAsync("b/1", new LockRequest { Id = RequestId.New() });
        await server.Service.AcquireAsync("a/1", new LockRequest { Id = RequestId.New() });
        var seen = "";
        while (!seen.Contains("\"a/1\"", StringComparison.Ordinal))
        {
            seen += await lines.ReadLineAsync().WaitAsync(RunningServer.Patience) + "\n";
        }

        Assert.DoesNotContain("b/1", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_OfAForeignPrefix_IsRefused()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);

        using var response = await Keys.SendAsync(server, _keys.TenantA, "GET", "/v1/locks?prefix=b/");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Client_WithAKey_LocksAndKeepsItToItself()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        var options = new HttpLockOptions { ApiKey = _keys.TenantA };
        using var service = new HttpLockService(server.Address, options);
        using var without = new HttpLockService(server.Address);

        var reply = await service.AcquireAsync("a/1", new LockRequest { Id = RequestId.New() });
        var refused = await without.AcquireAsync("a/1", new LockRequest { Id = RequestId.New() });

        Assert.True(reply.IsGranted);
        Assert.Equal(LockOutcome.Rejected, refused.Outcome);
        Assert.DoesNotContain(_keys.TenantA, options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "sesame ", Assert.Throws<ArgumentOutOfRangeException>(
                () => new HttpLockOptions { ApiKey = "open sesame " }.Validate()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_OfAKey_TellsItsRole()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        await using var open = await RunningServer.StartAsync();

        using var known = await Keys.SendAsync(server, _keys.TenantA, "GET", "/v1/session");
        using var anyone = await Keys.SendAsync(open, null, "GET", "/v1/session");

        Assert.Equal(
            """{"name":"a","role":"admin","prefixes":["a/"],"canLogOut":false}""",
            await known.Content.ReadAsStringAsync());
        Assert.Equal(
            """{"name":"anyone","role":"admin","prefixes":[],"canLogOut":false}""",
            await anyone.Content.ReadAsStringAsync());
    }
}
