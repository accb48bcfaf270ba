using System.ComponentModel.DataAnnotations;
using LockActors.Wire;

namespace LockActors.Server;

/// <summary>How the HTTP API works.</summary>
public sealed class LockServerOptions
{
    /// <summary>How long a request may be held open while it waits for a lock, at the most. Default: 60 s; range: 0 to
    /// 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxHold { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long readiness may take to be found out. Default: 2 s; range: 10 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ReadyTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The API keys. Without any, callers on the server's own machine may do everything, and no other caller
    /// anything (<see cref="Open"/>). Default: none.</summary>
    public IReadOnlyList<ApiKeyEntry> Keys { get; set; } = [];

    /// <summary>Whether a server without API keys lets in every client that reaches it, to take, release and revoke
    /// every lock: for a private network, or where the application itself guards the endpoints. Default:
    /// false.</summary>
    public bool Open { get; set; }

    /// <summary>The sites whose pages may use this API, as in <c>https://ops.example</c>. Default: none but this
    /// server's own.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>How long a session of the dashboard lasts without being used. Default: 8 hours; range: 1 minute to 7
    /// days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan SessionTime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>How many logins a minute one address may try. Default: 10; range: 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int LoginsPerMinute { get; set; } = 10;

    /// <summary>How often a stream of events that has nothing to say says so, which shows that the connection lives.
    /// Default: 15 s; range: 100 ms to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan EventHeartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a stream of events waits for a reader that takes nothing, before it ends. Default: 30 s;
    /// range: 100 ms to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan EventWriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The limits that the lock service keeps, to show them to operators. Default: none, which shows
    /// none.</summary>
    public LockLimits? Limits { get; set; }

    /// <summary>How many streams of events may be open at once. Default: 2,000; range: 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxEventStreams { get; set; } = 2_000;
}
