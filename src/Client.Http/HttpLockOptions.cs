namespace LockActors.Client.Http;

/// <summary>How an <see cref="HttpLockService"/> works.</summary>
public sealed class HttpLockOptions
{
    /// <summary>How long one request that waits for a lock is held open; then it is sent again, with the same request
    /// id. Default: 20 s; range: 100 ms to 1 minute. Keep it below the time after which a proxy on the way cuts idle
    /// requests.</summary>
    public TimeSpan HoldFor { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an answer may take, not counting the time that a request is held open. Default: 5 s; range: 50
    /// ms to 1 minute.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause before a waiting request that got no answer is sent again; it doubles with each failure up
    /// to <see cref="LongestRetry"/>. Default: 100 ms; range: 10 ms to 10 s.</summary>
    public TimeSpan ShortestRetry { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause before a waiting request is sent again. Default: 1 s; range: 10 ms to 1 minute. Keep
    /// it well below the service's <see cref="LockLimits.LivenessWindow"/>.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The API key that every request carries, as <c>lockctl key new</c> prints it. Default: null, none. It is
    /// sent in clear to an <c>http://</c> server, so use TLS beyond one machine.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Whether an <c>http://</c> server is known to speak HTTP/2 without TLS. Default: false, HTTP/1.1 there.
    /// With <c>https://</c> the server chooses, and HTTP/2 is taken where it is offered.</summary>
    public bool AssumeHttp2 { get; set; }

    /// <summary>Changes the handler that requests go through, for example which certificates it trusts. Default: null.
    /// Not for one of <see cref="CreateHandler"/>.</summary>
    public Action<SocketsHttpHandler>? ConfigureHandler { get; set; }

    /// <summary>Makes another handler that requests go through, for proxies or headers of your own. Default: null, one
    /// that keeps its connections and uses no proxy.</summary>
    public Func<HttpMessageHandler>? CreateHandler { get; set; }

    /// <summary>Checks these options against their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names both.</exception>
    public void Validate()
    {
        Ranges.Require(HoldFor, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), nameof(HoldFor));
        Ranges.Require(Timeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1), nameof(Timeout));
        Ranges.Require(ShortestRetry, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10), nameof(ShortestRetry));
        Ranges.Require(LongestRetry, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), nameof(LongestRetry));
        if (ApiKey is not null && (ApiKey.Length == 0 || !ApiKey.All(static letter => letter is > ' ' and <= '~')))
        {
            // Not with the value, which is a secret.
            throw new ArgumentOutOfRangeException(nameof(ApiKey), "ApiKey must be printable ASCII without blanks.");
        }
    }
}
