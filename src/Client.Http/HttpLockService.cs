using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LockActors.Client.Http;

/// <summary>The lock service of a server, over HTTP. A request that waits is held open by the server for a while at a
/// time, and goes on with the same request id when the connection breaks or the server starts again.</summary>
/// <remarks>Validity is counted from before the request was sent that brought the answer.</remarks>
public sealed partial class HttpLockService : ILockService, IDisposable
{
    private readonly HttpLockOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HttpCalls _calls;

    /// <summary>Makes a transport.</summary>
    /// <param name="server">Where the server listens, for example <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="options">How it works. Default: <see cref="HttpLockOptions"/> as it comes.</param>
    /// <param name="time">The clocks; the lock client must use the same. Default: the system's.</param>
    /// <param name="log">Where failures are logged. Default: nowhere.</param>
    /// <exception cref="ArgumentException">The address is not an absolute HTTP or HTTPS one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names both.</exception>
    public HttpLockService(
        Uri server,
        HttpLockOptions? options = null,
        TimeProvider? time = null,
        ILogger<HttpLockService>? log = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (!server.IsAbsoluteUri || (server.Scheme != Uri.UriSchemeHttp && server.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException(
                $"'{server}' must be an absolute address such as http://127.0.0.1:8080.", nameof(server));
        }

        _options = options ?? new HttpLockOptions();
        _options.Validate();
        _time = time ?? TimeProvider.System;
        _log = log ?? NullLogger<HttpLockService>.Instance;
        _calls = new HttpCalls(server, _options, _time);
    }

    /// <summary>What went wrong with the newest answer; null when nothing did.</summary>
    internal HttpFailure? LastFailure => _calls.LastFailure;

    /// <summary>Closes the connections. Requests that are under way end without an answer.</summary>
    public void Dispose() => _calls.Dispose();
}
