using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LockActors.Actors;
using LockActors.Client.Http;
using LockActors.Server.Tests;
using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;
using LockActors.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LockActors.Client.Tests.Http;

/// <summary>Which version of HTTP is spoken, and over how many connections.</summary>
public sealed class Http2Tests : IAsyncLifetime
{
    private const int Waiters = 200;
    private static readonly LockKey Key = Some.Key;

    private readonly LocalLockService _service = new();
    private readonly ConcurrentDictionary<string, bool> _protocols = new();
    private readonly X509Certificate2 _certificate = CreateCertificate();
    private WebApplication? _app;
    private int _connections;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _service.Dispose();
        _certificate.Dispose();
    }

    [Fact]
    public async Task Waiters_OfATlsServerThatOffersHttp2_ShareFewConnections()
    {
        var address = await StartAsync(HttpProtocols.Http1AndHttp2, tls: true);
        var holder = await _service.AcquireAsync(Key, Some.LockRequest(Waiters + 1));
        using var http = new HttpLockService(address, Options());
        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(1, Waiters)
            .Select(number => http.AcquireAsync(Key, Some.LockRequest(number, wait: 60), stop.Token).AsTask())
            .ToArray();
        await WaitersAsync(Waiters);

        Assert.Equal(["HTTP/2"], _protocols.Keys);
        Assert.InRange(_connections, 1, 5);
        await _service.ReleaseAsync(Key, holder.Grant!.LeaseId);
        Assert.True((await (await Task.WhenAny(waiting).Soon())).IsGranted);
        await stop.CancelAsync();
        var cancelled = await Task.WhenAll(waiting.Select(EndsByCancellationAsync)).Soon();
        Assert.Equal(Waiters - 1, cancelled.Count(ended => ended));
        Assert.Equal(0, (await _service.GetAsync(Key)).WaiterCount);
    }

    [Fact]
    public async Task Client_OfATlsServerWithoutHttp2_SpeaksHttp11()
    {
        using var http = new HttpLockService(await StartAsync(HttpProtocols.Http1, tls: true), Options());

        Assert.True((await http.AcquireAsync(Key, Some.LockRequest(1)).Soon()).IsGranted);

        Assert.Equal(["HTTP/1.1"], _protocols.Keys);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, false, "HTTP/1.1")]
    [InlineData(HttpProtocols.Http2, true, "HTTP/2")]
    public async Task Client_WithoutTls_SpeaksHttp2OnlyWhereItIsToldTo(
        HttpProtocols offered, bool assumeHttp2, string expected)
    {
        var address = await StartAsync(offered, tls: false);
        using var http = new HttpLockService(address, new HttpLockOptions { AssumeHttp2 = assumeHttp2 });

        Assert.True((await http.AcquireAsync(Key, Some.LockRequest(1)).Soon()).IsGranted);

        Assert.Equal([expected], _protocols.Keys);
    }

    private static async Task<bool> EndsByCancellationAsync(Task<AcquireReply> waiting)
    {
        try
        {
            await waiting;
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private HttpLockOptions Options() => new()
    {
        ConfigureHandler = handler => handler.SslOptions.RemoteCertificateValidationCallback =
            (_, presented, _, _) => presented?.GetCertHashString() == _certificate.GetCertHashString(),
    };

    private async Task<Uri> StartAsync(HttpProtocols protocols, bool tls)
    {
        _app = ServerHost.Build(new ServerSettings { Http = new HttpSettings { Port = 0 } }, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<ILockService>(_service);
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                listen.Use(Count);
                if (tls)
                {
                    listen.UseHttps(_certificate);
                }
            }));
        });
        _app.Use((context, next) =>
        {
            _protocols[context.Request.Protocol] = true;
            return next(context);
        });
        await _app.StartAsync();

        // The host listens on a port of its own as well.
        return new Uri(_app.Urls.Last());
    }

    private ConnectionDelegate Count(ConnectionDelegate next) => connection =>
    {
        Interlocked.Increment(ref _connections);
        return next(connection);
    };

    private Task WaitersAsync(int count) => Poll.UntilAsync(
        async () => (await _service.GetAsync(Key)).WaiterCount == count,
        $"{count} waiters", RunningServer.Patience);

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
    }
}
