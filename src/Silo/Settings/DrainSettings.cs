using System.ComponentModel.DataAnnotations;

namespace LockActors.Silo.Settings;

/// <summary>How the server stops.</summary>
internal sealed record DrainSettings
{
    /// <summary>How long the server goes on as usual after it was told to stop, but is not ready, so that load
    /// balancers have time to notice. Default: 0; range: 0 to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Delay { get; init; }

    /// <summary>How long a stop may take after that. Default: 25 s; range: 1 s to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(25);
}
