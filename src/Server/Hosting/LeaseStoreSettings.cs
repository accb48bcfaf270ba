using System.Globalization;

namespace LockActors.Server.Hosting;

/// <summary>Where a server keeps its leases. Settings: the section <c>Store</c>.</summary>
public sealed record LeaseStoreSettings
{
    /// <summary>The most masters that may be named: 15.</summary>
    public const int MaxMasters = 15;

    private const string Section = "Store";
    private const string KindPath = Section + ":Kind";
    private const string MastersPath = Section + ":Masters";

    /// <summary>What kind of store. Default: in memory, or in Redis when <see cref="Masters"/> names any.</summary>
    public LeaseStoreKind Kind { get; init; }

    /// <summary>The Redis masters, as connection strings that begin with <c>HOST:PORT</c>; when there are none, the
    /// server starts its own. Default: none.</summary>
    public IReadOnlyList<string> Masters { get; init; } = [];

    /// <summary>Whether Redlock masters that started recently have a vote. Default: exclude.</summary>
    public YoungMasterVote YoungMasters { get; init; }

    /// <summary>What the names of all keys begin with. Default: the store's own.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>How long one Redis has for one command. Default: the store's own.</summary>
    public TimeSpan? CommandTimeout { get; init; }

    /// <summary>How long one master of a quorum has for its vote. Default: the store's own.</summary>
    public TimeSpan? NodeTimeout { get; init; }

    /// <summary>How long a lock's highest fencing token is kept in Redis. Default: the store's own.</summary>
    public TimeSpan? FenceRetention { get; init; }

    /// <summary>How long a released lease that nobody waits for stays in Redis. Default: the store's own.</summary>
    public TimeSpan? Linger { get; init; }

    /// <summary>Whether a text begins with a host and a port, as a connection string of Redis must.</summary>
    /// <param name="text">The text.</param>
    public static bool IsHostAndPort(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var endPoint = text.Split(',')[0];
        var at = endPoint.LastIndexOf(':');
        return at > 0
            && ushort.TryParse(endPoint[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port > 0;
    }

    internal static LeaseStoreSettings Read(SettingsReader reader)
    {
        var masters = reader.List(MastersPath, IsHostAndPort, "HOST:PORT, or several with commas between");
        var settings = new LeaseStoreSettings
        {
            Kind = reader.Choice(KindPath, KindFor(masters.Count)),
            Masters = masters,
            YoungMasters = reader.Choice($"{Section}:YoungMasters", YoungMasterVote.Exclude),
            KeyPrefix = reader.IsSet($"{Section}:KeyPrefix") ? reader.Text($"{Section}:KeyPrefix") : null,
            CommandTimeout = Time(reader, nameof(CommandTimeout), 10, 30_000),
            NodeTimeout = Time(reader, nameof(NodeTimeout), 5, 5_000),
            FenceRetention = Time(reader, nameof(FenceRetention), 10, TimeSpan.FromDays(30).TotalMilliseconds),
            Linger = Time(reader, nameof(Linger), 0, 1_000),
        };
        if (settings.Contradiction() is { } reason)
        {
            reader.Contradict(reader.IsSet(KindPath) ? KindPath : MastersPath, reason);
        }

        return settings;
    }

    private static TimeSpan? Time(SettingsReader reader, string name, double lowest, double highest)
    {
        var path = $"{Section}:{name}";
        return reader.IsSet(path)
            ? reader.Time(
                path, TimeSpan.Zero, TimeSpan.FromMilliseconds(lowest), TimeSpan.FromMilliseconds(highest))
            : null;
    }

    private static LeaseStoreKind KindFor(int masters) => masters switch
    {
        0 => LeaseStoreKind.None,
        1 => LeaseStoreKind.Redis,
        _ => LeaseStoreKind.Redlock,
    };

    private string? Contradiction() => this switch
    {
        { Kind: LeaseStoreKind.None, Masters.Count: > 0 } => "is none, which takes no Redis master",
        { Kind: LeaseStoreKind.Redis, Masters.Count: > 1 } =>
            $"is redis, which takes one master, not {Masters.Count}; redlock takes 3 to {MaxMasters}",
        { Kind: LeaseStoreKind.Redlock, Masters.Count: 1 or 2 or > MaxMasters } =>
            $"asks for redlock, which takes 3 to {MaxMasters} masters, not {Masters.Count}",
        _ => null,
    };
}
