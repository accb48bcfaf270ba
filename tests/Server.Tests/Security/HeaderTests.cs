using System.Net;
using LockActors.Silo.Settings;

namespace LockActors.Server.Tests.Security;

/// <summary>What answers tell browsers, CORS, and host names.</summary>
public sealed class HeaderTests
{
    private readonly Keys _keys = new();

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/login.css")]
    [InlineData("/health/live")]
    [InlineData("/v1/locks")]
    [InlineData("/v1/locks/%zz")]
    [InlineData("/nothing")]
    public async Task Answer_OfEachKind_CarriesTheSecurityHeaders(string path)
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);

        foreach (var key in new[] { null, _keys.Reader })
        {
            using var response = await Keys.SendAsync(server, key, "GET", path);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'self'; ", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
            Assert.Equal(["same-origin"], response.Headers.GetValues("Referrer-Policy"));
            Assert.True(response.Headers.CacheControl is { NoStore: true } or { NoCache: true });
            Assert.False(response.Headers.Contains("Server"));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.False(response.Headers.Contains("Strict-Transport-Security"));
        }
    }

    [Theory]
    [InlineData("https://ops.example", true)]
    [InlineData("https://ops.example:444", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    public async Task Cors_OfAllowedOrigins_IsForThemAlone(string origin, bool isAllowed)
    {
        var settings = _keys.Settings with { Http = new HttpSettings { AllowedOrigins = ["https://ops.example"] } };
        await using var server = await RunningServer.StartAsync(settings: settings);

        using var preflight = await Keys.SendAsync(
            server, null, "OPTIONS", "/v1/locks/k/acquire", null,
            ("Origin", origin), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization"));
        using var change = await Keys.SendAsync(
            server, _keys.Locker, "POST", "/v1/locks/k/acquire", "{}", ("Origin", origin));

        Assert.Equal(isAllowed, preflight.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, change.StatusCode);
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1:8080", 200)]
    [InlineData("evil.example", 400)]
    [InlineData("", 400)]
    public async Task HostName_OnLoopbackWithoutKeys_IsLoopbacks(string host, int status)
    {
        await using var server = await RunningServer.StartAsync();

        var answer = await RawHttp.AskAsync(server.Address, $"GET /v1/locks HTTP/1.1\r\nHost: {host}\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }
}
