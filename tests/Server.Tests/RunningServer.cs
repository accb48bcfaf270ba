using System.Text;
using LockActors.Actors;
using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LockActors.Server.Tests;

/// <summary>A lock server on a free port of this machine, in this process.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;

    private RunningServer(WebApplication app, ILockService service)
    {
        _app = app;
        Service = service;
        Address = new Uri(app.Urls.First());
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false })
        {
            BaseAddress = Address,
        };
    }

    public Uri Address { get; }

    /// <summary>The service behind the server, to look at from the inside.</summary>
    public ILockService Service { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningServer> StartAsync(
        ILockService? service = null,
        int port = 0,
        Action<LockServerOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        ServerSettings? settings = null)
    {
        service ??= new LocalLockService();
        settings ??= new ServerSettings();
        var app = ServerHost.Build(settings with { Http = settings.Http with { Port = port } }, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(service);
            builder.Services.AddLockServer(configure);
            services?.Invoke(builder.Services);
        });
        await app.StartAsync();
        return new RunningServer(app, service);
    }

    /// <summary>Sends a body as it stands to a path as it stands.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string contentType = "application/json",
        CancellationToken cancellationToken = default)
    {
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(method, new Uri(Address.OriginalString.TrimEnd('/') + path, raw));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return await Http.SendAsync(request, cancellationToken);
    }

    /// <summary>Stops as a signal would make it stop.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
