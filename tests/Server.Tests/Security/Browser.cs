using System.Net;

namespace LockActors.Server.Tests.Security;

/// <summary>What a browser does with a server: keeps cookies, follows no redirect by itself here.</summary>
internal sealed class Browser : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;
    private readonly Uri _server;

    public Browser(Uri server)
    {
        _server = server;
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            CookieContainer = _cookies,
            SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
        })
        { BaseAddress = server };
    }

    public string? Cookie(string name) => _cookies.GetCookies(_server)[name]?.Value;

    /// <summary>All cookies, as a header.</summary>
    public string Cookies => _cookies.GetCookieHeader(_server);

    public Task<HttpResponseMessage> GetAsync(string path, string accept = "text/html")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> LogInAsync(string key, string returnUrl = "", string? origin = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/login")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["key"] = key,
                ["returnUrl"] = returnUrl,
            }),
        };
        request.Headers.TryAddWithoutValidation("Origin", origin ?? _server.GetLeftPart(UriPartial.Authority));
        return _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? csrf)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Origin", _server.GetLeftPart(UriPartial.Authority));
        if (csrf is not null)
        {
            request.Headers.TryAddWithoutValidation("X-LockActors-Csrf", csrf);
        }

        return _http.SendAsync(request);
    }

    public void Dispose() => _http.Dispose();
}
