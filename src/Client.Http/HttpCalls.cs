using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LockActors.Client.Http;

/// <summary>Sends single requests. Whatever goes wrong on the way is an answer with a reason, not an
/// exception.</summary>
internal sealed class HttpCalls : IDisposable
{
    private const int LargestAnswer = 32 * 1024 * 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    // The handler takes no less.
    private static readonly TimeSpan ShortestPing = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public HttpCalls(Uri server, HttpLockOptions options, TimeProvider time)
    {
        Server = server.AbsoluteUri.TrimEnd('/');
        _time = time;

        // With TLS the server chooses: HTTP/2 where it has it, HTTP/1.1 where not. Without TLS there is nothing to
        // choose with, so HTTP/2 must be known to be there.
        var mustBe2 = options.AssumeHttp2 && server.Scheme == Uri.UriSchemeHttp;
        _http = new HttpClient(options.CreateHandler?.Invoke() ?? CreateHandler(options))
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswer,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = mustBe2
                ? HttpVersionPolicy.RequestVersionExact
                : HttpVersionPolicy.RequestVersionOrLower,
        };
        if (options.ApiKey is { } key)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    public string Server { get; }

    /// <summary>What went wrong with the newest answer; null when nothing did.</summary>
    public HttpFailure? LastFailure { get; private set; }

    /// <summary>The path of a lock. Keys that look like steps of a path are escaped too.</summary>
    public static string PathOf(LockKey key) => "/v1/locks/" + key.Value switch
    {
        "." => "%2E",
        ".." => "%2E%2E",
        var value => Uri.EscapeDataString(value),
    };

    public ValueTask<HttpAnswer> PostAsync<T>(
        LockKey key, string verb, T body, JsonTypeInfo<T> type, TimeSpan limit, CancellationToken cancellationToken) =>
        PostAsync($"{PathOf(key)}/{verb}", body, type, limit, cancellationToken);

    public ValueTask<HttpAnswer> PostAsync<T>(
        string path, T body, JsonTypeInfo<T> type, TimeSpan limit, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, ContentOf(body, type), limit, cancellationToken);

    public static HttpContent ContentOf<T>(T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = Json;
        return content;
    }

    public async ValueTask<HttpAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // As it stands: the usual tidying would take '%2E%2E' for the way up.
        var target = new Uri(
            Server + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, target)
        {
            Content = content,
            Version = _http.DefaultRequestVersion,
            VersionPolicy = _http.DefaultVersionPolicy,
        };
        using var tooLate = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLate.Token);
        var sent = _time.Monotonic();
        try
        {
            using var response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return Note(new HttpAnswer(sent, (int)response.StatusCode, body));
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isLate = tooLate.IsCancellationRequested;
            return Note(new HttpAnswer(sent, 0, [], isLate ? NothingWithin(limit) : HttpFailure.Explain(error)));
        }
    }

    public void Dispose() => _http.Dispose();

    private static string NothingWithin(TimeSpan limit) => limit < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"nothing within {limit.TotalMilliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"nothing within {limit.TotalSeconds:0.#} s");

    private HttpAnswer Note(in HttpAnswer answer)
    {
        LastFailure = HttpFailure.Of(answer);
        return answer;
    }

    private static SocketsHttpHandler CreateHandler(HttpLockOptions options)
    {
        var silence = options.Timeout > ShortestPing ? options.Timeout : ShortestPing;
        var handler = new SocketsHttpHandler
        {
            // With HTTP/1.1 each waiting request keeps a connection of its own; with HTTP/2 about a hundred share one,
            // so that one which died in silence must be noticed.
            MaxConnectionsPerServer = int.MaxValue,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = silence,
            KeepAlivePingTimeout = silence,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectTimeout = options.Timeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        };
        options.ConfigureHandler?.Invoke(handler);
        return handler;
    }
}
