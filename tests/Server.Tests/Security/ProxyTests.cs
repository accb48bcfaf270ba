using System.Net;
using LockActors.Silo.Settings;

namespace LockActors.Server.Tests.Security;

/// <summary>A server behind a proxy that ends TLS, which it was told to trust.</summary>
public sealed class ProxyTests
{
    private const string Switch = "ASPNETCORE_FORWARDEDHEADERS_ENABLED";
    private readonly Keys _keys = new();

    [Fact]
    public async Task Login_ThroughAProxyThatEndsTls_HasSecureCookies_AndALimitForEachClient()
    {
        var settings = _keys.Settings with { Http = new HttpSettings { LoginsPerMinute = 1 } };
        await using var server = await StartAsync(settings);

        using var login = await LogInAsync(server, "192.0.2.1");
        using var again = await LogInAsync(server, "192.0.2.1");
        using var other = await LogInAsync(server, "192.0.2.2");

        Assert.Equal(
            (HttpStatusCode.Found, HttpStatusCode.TooManyRequests, HttpStatusCode.Found),
            (login.StatusCode, again.StatusCode, other.StatusCode));
        Assert.All(
            login.Headers.GetValues("Set-Cookie"),
            line => Assert.Contains("; secure", line, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<RunningServer> StartAsync(ServerSettings settings)
    {
        Environment.SetEnvironmentVariable(Switch, "true");
        try
        {
            return await RunningServer.StartAsync(settings: settings);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Switch, null);
        }
    }

    private async Task<HttpResponseMessage> LogInAsync(RunningServer server, string client)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/login"))
        {
            Content = new FormUrlEncodedContent([new("key", _keys.Reader)]),
        };
        request.Headers.Host = "locks.example";
        request.Headers.TryAddWithoutValidation("Origin", "https://locks.example");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", client);
        return await http.SendAsync(request);
    }
}
