using System.ComponentModel.DataAnnotations;

namespace LockActors.Client.Http;

/// <summary>How an <see cref="HttpLockService"/> works.</summary>
public sealed class HttpLockOptions
{
    /// <summary>How long one request that waits for a lock is held open; then it is sent again, with the same request
    /// id. Default:
    /// 20 s; range: 100 ms to 1 minute. Keep it below the time after which a proxy on the way cuts idle
    /// requests.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan HoldFor { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an answer may take, not counting the time that a request is held open. Default: 5 s; range: 50
    /// ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause before a waiting request that nobody answered is sent again; it doubles with each failure up
    /// to
    /// <see cref="LongestRetry"/>. Default: 100 ms; range: 10 ms to 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan ShortestRetry { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause before a waiting request is sent again. Default: 1 s; range: 10 ms to 1 minute. Keep
    /// it well below the
    /// service's <see cref="LockLimits.LivenessWindow"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Makes the handler that requests go through, for certificates, proxies or headers of your own. Default:
    /// null, one
    /// that keeps its connections and uses no proxy.</summary>
    public Func<HttpMessageHandler>? CreateHandler { get; set; }
}
