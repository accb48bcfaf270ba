using System.ComponentModel.DataAnnotations;

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
}
