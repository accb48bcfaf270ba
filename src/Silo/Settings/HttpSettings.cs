using System.ComponentModel.DataAnnotations;
using System.Net;

namespace LockActors.Silo.Settings;

/// <summary>What a server takes over HTTP.</summary>
internal sealed record HttpSettings
{
    private const string Origin = @"^https?://(\[[0-9A-Fa-f:.]+\]|[^/\s:\[\]@?#]+)(:\d{1,5})?$";

    /// <summary>The address to listen on. Default: 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on. Default: 8080; range: 0 to 65535, of which 0 takes any that is free.</summary>
    [Range(0, ushort.MaxValue)]
    public int Port { get; init; } = 8080;

    /// <summary>How long a request may be held open while it waits for a lock. Default: 60 s; range: 0 to 10
    /// minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxHold { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a readiness check may take. Default: 2 s; range: 10 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The certificate to show. It is read anew when its file changes.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>The sites whose pages may use the API. Default: none.</summary>
    [RegularExpression(Origin, ErrorMessage = "https://HOST or https://HOST:PORT, several with commas between")]
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>How many connections may be open. Default: 20,000; range: 10 to 1,000,000.</summary>
    [Range(10, 1_000_000)]
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>How long a client may take to send its headers, and how long a body may come in slower than 240 bytes a
    /// second. Default: 10 s; range: 2 s to 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:02:00")]
    public TimeSpan SlowClientTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many requests a second one API key may send, or one address where there is no key. Default: 0, no
    /// limit; range: 0 to 1,000,000.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerSecond { get; init; }

    /// <summary>How many logins a minute may be tried from one address. Default: 10; range: 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int LoginsPerMinute { get; init; } = 10;
}
