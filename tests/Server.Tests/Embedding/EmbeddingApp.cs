using System.Net;
using LockActors.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LockActors.Server.Tests.Embedding;

/// <summary>An application of its own with a lock server in it.</summary>
internal sealed class EmbeddingApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EmbeddingApp(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.First());
        Http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        })
        { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public ILockService Locks => _app.Services.GetRequiredService<ILockService>();

    /// <summary>Starts an application.</summary>
    /// <param name="map">Maps the lock server, and what the application has itself.</param>
    /// <param name="services">The application's services.</param>
    /// <param name="pathBase">The path base; none when it is empty.</param>
    /// <param name="key">The API key of the lock server; without one it serves this machine.</param>
    /// <param name="first">What requests pass before routing.</param>
    public static async Task<EmbeddingApp> StartAsync(
        Action<IEndpointRouteBuilder> map,
        Action<IServiceCollection>? services = null,
        string pathBase = "",
        ApiKeyEntry? key = null,
        Action<IApplicationBuilder>? first = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddLocalLockService();
        builder.Services.AddLockServer(server => server.Keys = key is null ? [] : [key]);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        if (pathBase != "")
        {
            app.UsePathBase(pathBase);
        }

        first?.Invoke(app);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        map(app);
        await app.StartAsync();
        return new EmbeddingApp(app);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(method, new Uri(Address.OriginalString.TrimEnd('/') + path, raw))
        {
            Content = content,
        };
        return await Http.SendAsync(request);
    }

    public async Task<(int Status, string Body)> AskAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var response = await SendAsync(method, path, content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
