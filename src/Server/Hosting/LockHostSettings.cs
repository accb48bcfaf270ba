using System.Net;

namespace LockActors.Server.Hosting;

/// <summary>The settings that every executable that hosts a lock server has. docs/OPERATIONS.md lists them.</summary>
public sealed record LockHostSettings
{
    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(10);

    /// <summary>The address to listen on. Setting <c>Http:Address</c>; default: 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on. Setting <c>Http:Port</c>; default: 8080; range: 0 to 65535, of which 0 takes any
    /// that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>How long a request may be held open while it waits for a lock. Setting <c>Http:MaxHold</c>; default:
    /// 60 s; range: 0 to 10 minutes.</summary>
    public TimeSpan MaxHold { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long readiness may take to be found out. Setting <c>Http:ReadyTimeout</c>; default: 2 s; range: 10
    /// ms to 1 minute.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether a few clients contend for a few locks, so that there is something to look at. Setting
    /// <c>Demo</c>; default: false.</summary>
    public bool Demo { get; init; }

    /// <summary>What is taken over HTTP. Section <c>Http</c>.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary>Who may use the server. Section <c>Auth</c>.</summary>
    public AuthSettings Auth { get; init; } = new();

    /// <summary>The file that the audit log is appended to, one JSON object a line. Setting <c>Audit:File</c>; default:
    /// null, the log alone.</summary>
    public string? AuditFile { get; init; }

    /// <summary>Where leases are kept.</summary>
    public LeaseStoreSettings Store { get; init; } = new();

    /// <summary>The limits of the lock service. Section <c>Limits</c>.</summary>
    public LockLimits Limits { get; init; } = LockLimits.Default;

    /// <summary>How long the server goes on as usual after it was told to stop, but is not ready, so that load
    /// balancers have time to notice. Setting <c>Drain:Delay</c>; default: 0; range: 0 to 10 minutes.</summary>
    public TimeSpan DrainDelay { get; init; }

    /// <summary>How long a stop may take after that. Setting <c>Drain:Timeout</c>; default: 25 s; range: 1 s to 10
    /// minutes.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The flags for these settings.</summary>
    internal static IReadOnlyList<HostFlag> Flags { get; } =
    [
        new("--port", "Http:Port", "N", "the port to listen on (default 8080; 0 takes any that is free)"),
        new("--store", "Store:Kind", "none|redis|redlock", "where leases are kept (default none: in memory)"),
        new("--redis", "Store:Masters", "HOST:PORT,...",
            "one Redis, or at least 3 masters for redlock; without it the server starts its own"),
        new("--redis-young", "Store:YoungMasters", "allow|exclude",
            "whether masters that started recently may vote (default exclude)"),
        new("--key-file", "Auth:KeyFile", "FILE", "the API keys, one line of 'lockctl key new' each"),
        new("--open", "Auth:Open", null, "listen on other addresses than loopback without any API key"),
        new("--demo", "Demo", null, "a few clients contend for a few locks, so that there is something to look at"),
    ];

    internal static LockHostSettings Read(SettingsReader reader)
    {
        var settings = new LockHostSettings();
        settings = settings with
        {
            Address = reader.Address("Http:Address", settings.Address),
            Port = reader.Number("Http:Port", settings.Port, 0, ushort.MaxValue),
            MaxHold = reader.Time("Http:MaxHold", settings.MaxHold, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            ReadyTimeout = reader.Time(
                "Http:ReadyTimeout", settings.ReadyTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            Http = HttpSettings.Read(reader),
            Auth = AuthSettings.Read(reader),
            AuditFile = ReadAuditFile(reader),
            Demo = reader.Switch("Demo"),
            Store = LeaseStoreSettings.Read(reader),
            Limits = ReadLimits(reader),
            DrainDelay = reader.Time("Drain:Delay", settings.DrainDelay, TimeSpan.Zero, LongestDrain),
            DrainTimeout = reader.Time("Drain:Timeout", settings.DrainTimeout, TimeSpan.FromSeconds(1), LongestDrain),
        };
        if (!IPAddress.IsLoopback(settings.Address) && settings.Auth is { Keys.Count: 0, Open: false })
        {
            reader.Refuse(
                "Http:Address",
                "an address of this machine alone as long as there is no API key: make one with 'lockctl key new' and "
                    + "name its line in Auth:KeyFile or Auth:Keys; --open (Auth:Open) lets everyone in");
        }

        return settings;
    }

    private static string? ReadAuditFile(SettingsReader reader)
    {
        var file = reader.Text("Audit:File");
        if (file == "")
        {
            return null;
        }

        try
        {
            File.AppendAllText(file, "");
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            reader.Refuse("Audit:File", "a file that can be written to");
            return null;
        }
    }

    private static LockLimits ReadLimits(SettingsReader reader)
    {
        var usual = LockLimits.Default;
        var limits = new LockLimits
        {
            MinTtl = Time(nameof(LockLimits.MinTtl), usual.MinTtl),
            MaxTtl = Time(nameof(LockLimits.MaxTtl), usual.MaxTtl),
            MaxWait = Time(nameof(LockLimits.MaxWait), usual.MaxWait),
            MaxWaiters = Number(nameof(LockLimits.MaxWaiters), usual.MaxWaiters),
            MaxHolds = Number(nameof(LockLimits.MaxHolds), usual.MaxHolds),
            MaxTokenBlock = Number(nameof(LockLimits.MaxTokenBlock), usual.MaxTokenBlock),
            ConfirmWindow = Time(nameof(LockLimits.ConfirmWindow), usual.ConfirmWindow),
            LivenessWindow = Time(nameof(LockLimits.LivenessWindow), usual.LivenessWindow),
            LockDelay = Time(nameof(LockLimits.LockDelay), usual.LockDelay),
        };

        // The limits know their own ranges.
        reader.Check("Limits", limits.Validate);
        return limits;

        TimeSpan Time(string name, TimeSpan fallback) =>
            reader.Time($"Limits:{name}", fallback, TimeSpan.Zero, TimeSpan.FromDays(1));

        int Number(string name, int fallback) => reader.Number($"Limits:{name}", fallback, 0, 100_000);
    }
}
