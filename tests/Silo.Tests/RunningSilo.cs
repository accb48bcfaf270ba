using System.Net;
using LockActors.Silo.Cluster;
using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;
using LockActors.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LockActors.Silo.Tests;

/// <summary>A silo as the executable makes it, in this process, on free ports of this machine.</summary>
internal sealed class RunningSilo : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly HandshakeLog _handshakes;

    private RunningSilo(WebApplication app, SiloSettings settings, HandshakeLog handshakes)
    {
        _handshakes = handshakes;
        _app = app;
        Settings = settings;
        Service = app.Services.GetRequiredService<ILockService>();
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public SiloSettings Settings { get; }

    public ILockService Service { get; }

    public IPEndPoint Gateway => new(IPAddress.Loopback, Settings.GatewayPort);

    /// <summary>How many TLS handshakes this silo ended.</summary>
    public int FailedHandshakes => _handshakes.Failed;

    public static async Task<RunningSilo> StartAsync(SiloSettings settings, StoreSettings? store = null)
    {
        var ports = FreePorts.Find(2);
        var cluster = settings with { SiloPort = ports[0], GatewayPort = ports[1] };
        var handshakes = new HandshakeLog();
        var host = new ServerSettings
        {
            Http = new HttpSettings { Port = 0 },
            Silo = cluster,
            Store = store ?? new StoreSettings(),
        };
        var app = ServerHost.Build(host, builder =>
        {
            SiloComposition.Compose(builder, host);
            builder.Logging.ClearProviders().AddProvider(handshakes);
        });
        try
        {
            await app.StartAsync();
            return new RunningSilo(app, cluster, handshakes);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The silo is not ready, because of its store, and says why.</summary>
    public async Task IsNotReadyForItsStoreAsync(string reason)
    {
        var (status, body) = await AskAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith(
            """{"status":"notReady","failing":["store"],"reasons":{"store":""", body, StringComparison.Ordinal);
        Assert.Contains(reason, body, StringComparison.Ordinal);
    }

    public async Task<(HttpStatusCode Status, string Body)> AskAsync(string path)
    {
        using var response = await _http.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Stops as a signal would make it stop.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
