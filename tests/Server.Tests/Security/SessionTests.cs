using System.Net;
using LockActors.Silo.Settings;
using LockActors.TestKit;
using LockActors.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Server.Tests.Security;

/// <summary>People with a browser log in with a key.</summary>
public sealed class SessionTests
{
    private readonly Keys _keys = new();

    [Fact]
    public async Task Login_WithAKey_OpensASessionOfItsRoleAndPrefixes()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        using var browser = new Browser(server.Address);

        using var first = await browser.GetAsync("/?x=1");
        using var page = await browser.GetAsync(first.Headers.Location!.OriginalString);
        using var login = await browser.LogInAsync(_keys.TenantA, "/?x=1");
        using var home = await browser.GetAsync("/");
        using var foreign = await browser.GetAsync("/v1/locks/b%2F1");
        using var own = await browser.GetAsync("/v1/locks/a%2F1");

        Assert.Equal(
            (HttpStatusCode.Found, "/login?returnUrl=%2F%3Fx%3D1"),
            (first.StatusCode, first.Headers.Location.OriginalString));
        Assert.Contains("value=\"/?x=1\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Found, "/?x=1"), (login.StatusCode, login.Headers.Location!.OriginalString));
        var cookies = login.Headers.GetValues("Set-Cookie").ToList();
        var session = Assert.Single(cookies, line => line.StartsWith("lockactors-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", session, StringComparison.OrdinalIgnoreCase);
        Assert.All(
            cookies, line => Assert.Contains("samesite=strict", line, StringComparison.OrdinalIgnoreCase));
        Assert.All(cookies, line => Assert.DoesNotContain(_keys.TenantA, line, StringComparison.Ordinal));
        Assert.DoesNotContain("httponly", cookies.Single(
            line => line.StartsWith("lockactors-csrf=", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.OK),
            (home.StatusCode, foreign.StatusCode, own.StatusCode));
    }

    [Theory]
    [InlineData("/ok?a=b", "/ok?a=b")]
    [InlineData("", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("/\tx", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/\u00e9", "/")]
    public async Task ReturnUrl_OfALogin_IsLocal(string asked, string taken)
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        using var browser = new Browser(server.Address);

        using var login = await browser.LogInAsync(_keys.Reader, asked);

        Assert.Equal(taken, login.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Login_WithAWrongKey_SaysSoAndNothingElse()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        using var browser = new Browser(server.Address);

        using var login = await browser.LogInAsync("lak_wrong", "/\"><script>");
        var page = await login.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, login.StatusCode);
        Assert.Contains("not known", page, StringComparison.Ordinal);
        Assert.DoesNotContain("lak_wrong", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.Null(browser.Cookie("lockactors-session"));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "&a", 1500)]
    [InlineData("multipart/form-data", "x", 10)]
    [InlineData("multipart/form-data; boundary=b", "x", 10)]
    public async Task Login_WithAFormThatCannotBeRead_IsRefused(string contentType, string part, int count)
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        var body = string.Concat(Enumerable.Repeat(part, count));

        using var login = await server.SendAsync(HttpMethod.Post, "/login", body, contentType);

        Assert.Equal(
            (HttpStatusCode.BadRequest, WireProblem.MediaType),
            (login.StatusCode, login.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Logins_OverTheLimit_AreRefusedWithATimeToComeBack()
    {
        var settings = _keys.Settings with { Http = new HttpSettings { LoginsPerMinute = 2 } };
        await using var server = await RunningServer.StartAsync(settings: settings);
        using var browser = new Browser(server.Address);
        using var first = await browser.LogInAsync("lak_1");
        using var second = await browser.LogInAsync("lak_2");

        using var third = await browser.LogInAsync(_keys.Admin);

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(WireProblem.MediaType, third.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Login_FromAPageOfAnotherSite_IsRefused()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        using var browser = new Browser(server.Address);

        using var login = await browser.LogInAsync(_keys.Admin, origin: "https://evil.example");

        Assert.Equal(HttpStatusCode.Forbidden, login.StatusCode);
        Assert.Null(browser.Cookie("lockactors-session"));
    }

    [Fact]
    public async Task Change_InASession_NeedsTheCookieOfThatSessionInAHeader()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        using var browser = new Browser(server.Address);
        using var other = new Browser(server.Address);
        using var one = await browser.LogInAsync(_keys.Admin);
        using var two = await other.LogInAsync(_keys.Admin);
        var path = "/v1/locks/k";
        await server.Service.AcquireAsync("k", new LockRequest { Id = RequestId.New() });

        using var without = await browser.SendAsync(HttpMethod.Delete, path, null);
        using var forged = await browser.SendAsync(HttpMethod.Delete, path, "forged");
        using var others = await browser.SendAsync(HttpMethod.Delete, path, other.Cookie("lockactors-csrf"));
        var stillHeld = (await server.Service.GetAsync("k")).State;
        using var right = await browser.SendAsync(HttpMethod.Delete, path, browser.Cookie("lockactors-csrf"));

        Assert.All(
            new[] { without, forged, others },
            answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        Assert.Contains("X-LockActors-Csrf", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((LockState.Held, HttpStatusCode.OK), (stillHeld, right.StatusCode));
    }

    [Fact]
    public async Task Session_ThatWasEnded_IsRefusedAlsoWithItsCookie()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        using var browser = new Browser(server.Address);
        using var login = await browser.LogInAsync(_keys.Admin);
        var kept = browser.Cookies;

        using var before = await Keys.SendAsync(server, null, "GET", "/v1/session", null, ("Cookie", kept));
        using var logout = await browser.SendAsync(HttpMethod.Post, "/logout", browser.Cookie("lockactors-csrf"));
        using var after = await Keys.SendAsync(server, null, "GET", "/v1/session", null, ("Cookie", kept));

        Assert.Contains("\"canLogOut\":true", await before.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(
            (HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (logout.StatusCode, after.StatusCode));
        Assert.Null(browser.Cookie("lockactors-session"));
    }

    [Fact]
    public async Task Events_OfASessionThatWasEnded_ComeNoMore()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        using var browser = new Browser(server.Address);
        using var login = await browser.LogInAsync(_keys.Reader);
        using var events = await EventReader.OpenAsync(server, cookies: browser.Cookies);
        var request = new LockRequest { Id = RequestId.New() };
        await server.Service.AcquireAsync("before", request);
        Assert.Equal("granted", (await events.NextAsync()).Kind);

        using var logout = await browser.SendAsync(HttpMethod.Post, "/logout", browser.Cookie("lockactors-csrf"));
        await server.Service.AcquireAsync("after", request);

        await Assert.ThrowsAsync<EndOfStreamException>(() => events.NextAsync());
    }

    [Fact]
    public async Task Events_OfASessionThatExpires_ComeNoMore()
    {
        var clock = new SimClock();
        await using var server = await RunningServer.StartAsync(
            settings: _keys.Settings, services: services => services.AddSingleton<TimeProvider>(clock));
        using var browser = new Browser(server.Address);
        using var login = await browser.LogInAsync(_keys.Reader);
        using var events = await EventReader.OpenAsync(server, cookies: browser.Cookies);

        clock.Advance(TimeSpan.FromHours(8.1));
        await server.Service.AcquireAsync("after", new LockRequest { Id = RequestId.New() });

        await Assert.ThrowsAsync<EndOfStreamException>(() => events.NextAsync());
    }

    [Fact]
    public async Task Session_ThatIsNotUsed_Expires()
    {
        var clock = new SimClock();
        await using var server = await RunningServer.StartAsync(
            settings: _keys.Settings, services: services => services.AddSingleton<TimeProvider>(clock));
        using var browser = new Browser(server.Address);
        using var login = await browser.LogInAsync(_keys.Admin);
        var kept = browser.Cookies;

        clock.Advance(TimeSpan.FromHours(7.9));
        using var before = await Keys.SendAsync(server, null, "GET", "/v1/session", null, ("Cookie", kept));
        clock.Advance(TimeSpan.FromHours(0.2));
        using var after = await Keys.SendAsync(server, null, "GET", "/v1/session", null, ("Cookie", kept));
        using var slid = await Keys.SendAsync(
            server, null, "GET", "/v1/session", null, ("Cookie", CookieOf(before, "lockactors-session")));

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (before.StatusCode, after.StatusCode, slid.StatusCode));
    }

    [Fact]
    public async Task Session_AfterItsKeyWasTakenBack_EndsThoughItsCookieCanBeRead()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var settings = _keys.Settings with
            {
                Auth = new AuthSettings { Entries = [.. _keys.Entries], SessionKeys = folder.FullName },
            };
            string cookies;
            await using (var server = await RunningServer.StartAsync(settings: settings))
            {
                using var browser = new Browser(server.Address);
                using var login = await browser.LogInAsync(_keys.Reader);
                cookies = browser.Cookies;
            }

            await using var same = await RunningServer.StartAsync(settings: settings);
            using var known = await Keys.SendAsync(same, null, "GET", "/v1/session", null, ("Cookie", cookies));
            await using var less = await RunningServer.StartAsync(settings: settings with
            {
                Auth = settings.Auth with { Entries = [.. _keys.Entries.Skip(1)] },
            });
            using var gone = await Keys.SendAsync(less, null, "GET", "/v1/session", null, ("Cookie", cookies));

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (known.StatusCode, gone.StatusCode));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string CookieOf(HttpResponseMessage response, string name) =>
        response.Headers.GetValues("Set-Cookie")
            .Single(line => line.StartsWith(name + "=", StringComparison.Ordinal)).Split(';')[0];
}
