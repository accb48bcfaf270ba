using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LockActors.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LockActors.Server.Tests.Security;

/// <summary>A server without API keys inside an application, whose pipeline and listeners are the application's
/// own.</summary>
public sealed class LocalCallerTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.9.9.9", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1", true)]
    [InlineData("", "", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "127.0.0.1", false)]
    [InlineData("127.0.0.1", "10.0.0.2", false)]
    [InlineData("::ffff:10.0.0.1", "::ffff:10.0.0.2", false)]
    [InlineData("10.0.0.1", "10.0.0.1", false)]
    [InlineData("127.0.0.1", "", false)]
    [InlineData("", "127.0.0.1", false)]
    public async Task Caller_IsServedOnLoopbackOnly(string local, string remote, bool served)
    {
        await using var app = await StartAsync(addresses: (local, remote));

        var (status, detail) = await RevokeAsync(app);

        Assert.Equal(served ? HttpStatusCode.OK : HttpStatusCode.Forbidden, status);
        Assert.Equal(!served, detail.Contains("This server has no API keys", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "X-Forwarded-...")]
    [InlineData("x-forwarded-proto", "X-Forwarded-...")]
    [InlineData("X-Original-For", "X-Original-...")]
    [InlineData("Forwarded", "Forwarded")]
    [InlineData("Via", "Via")]
    public async Task CallerBehindAProxyOfThisMachine_IsRefused_AndToldWhy(string header, string named)
    {
        await using var app = await StartAsync();

        var (status, detail) = await RevokeAsync(
            app, request => request.Headers.TryAddWithoutValidation(header, "10.0.0.2"));

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains(
            $"The header {named} says that a proxy sent this request", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.2", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:80", true)]
    [InlineData("[::1]", true)]
    [InlineData("127.0.0.1:1234", true)]
    [InlineData("rebound.example", false)]
    public async Task Host_IsANameOfThisMachine(string host, bool served)
    {
        await using var app = await StartAsync();

        var (status, _) = await RevokeAsync(app, request => request.Headers.Host = host);

        Assert.Equal(served ? HttpStatusCode.OK : HttpStatusCode.Forbidden, status);
    }

    [Fact]
    public async Task Open_ServesEveryone()
    {
        await using var app = await StartAsync(addresses: ("10.0.0.1", "10.0.0.2"), open: true);

        var (status, _) = await RevokeAsync(app, request => request.Headers.TryAddWithoutValidation("Via", "1.1 x"));

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Keys_ServeEveryoneWhoHasOne()
    {
        var key = ApiKeyEntry.Create(new ApiKeyEntry { Name = "ops", Role = ApiRole.Admin }, out var secret);
        await using var app = await StartAsync(addresses: ("10.0.0.1", "10.0.0.2"), key: key);

        Assert.Equal(HttpStatusCode.Unauthorized, (await RevokeAsync(app)).Status);
        Assert.Equal(
            HttpStatusCode.OK,
            (await RevokeAsync(app, request => request.Headers.Add("Authorization", $"Bearer {secret}"))).Status);
    }

    [Theory]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/v1/locks", HttpStatusCode.Forbidden)]
    [InlineData("/", HttpStatusCode.Forbidden)]
    [InlineData("/v1/events", HttpStatusCode.Forbidden)]
    public async Task OfAllPages_ACallerFromElsewhereSeesHealthAlone(string path, HttpStatusCode expected)
    {
        await using var app = await StartAsync(addresses: ("10.0.0.1", "10.0.0.2"));
        using var http = Client(app);

        using var response = await http.GetAsync(path);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task UnixSocket_IsOfThisMachine()
    {
        var folder = Directory.CreateTempSubdirectory("lockactors-socket-");
        try
        {
            var socket = Path.Combine(folder.FullName, "s");
            await using var app = await StartAsync(listen: kestrel => kestrel.ListenUnixSocket(socket));
            using var http = new HttpClient(new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                    return new NetworkStream(connection, ownsSocket: true);
                },
            });

            using var response = await http.GetAsync("http://localhost/v1/locks");

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A listener for both families shows IPv4 addresses in IPv6's form.</summary>
    [Fact]
    public async Task ListenerForBothFamilies_ServesLoopback()
    {
        await using var app = await StartAsync(listen: kestrel => kestrel.ListenAnyIP(0));
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        using var response = await http.GetAsync($"http://127.0.0.1:{new Uri(app.Urls.First()).Port}/v1/locks");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<WebApplication> StartAsync(
        (string Local, string Remote)? addresses = null,
        bool open = false,
        ApiKeyEntry? key = null,
        Action<KestrelServerOptions>? listen = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(listen ?? (static kestrel => kestrel.Listen(IPAddress.Loopback, 0)));
        builder.Services.AddLocalLockService();
        builder.Services.AddLockServer(server =>
        {
            server.Open = open;
            server.Keys = key is null ? [] : [key];
        });
        var app = builder.Build();
        app.Use((context, next) =>
        {
            if (addresses is var (local, remote))
            {
                context.Connection.LocalIpAddress = IPAddress.TryParse(local, out var here) ? here : null;
                context.Connection.RemoteIpAddress = IPAddress.TryParse(remote, out var there) ? there : null;
            }

            return next(context);
        });
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapLockServer();
        await app.StartAsync();
        return app;
    }

    private static HttpClient Client(WebApplication app) =>
        new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };

    private static async Task<(HttpStatusCode Status, string Detail)> RevokeAsync(
        WebApplication app, Action<HttpRequestMessage>? change = null)
    {
        var service = app.Services.GetRequiredService<ILockService>();
        await service.AcquireAsync("k", new LockRequest { Id = RequestId.New(), Ttl = TimeSpan.FromSeconds(30) });
        using var http = Client(app);
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/v1/locks/k");
        change?.Invoke(request);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode,
            response.IsSuccessStatusCode
                ? "" : JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString() ?? "");
    }
}
