using System.Net;
using LockActors.Server.Hosting;

namespace LockActors.Silo;

/// <summary>How this silo takes part in its cluster. Settings: the section <c>Silo</c>; docs/OPERATIONS.md lists
/// them.</summary>
internal sealed record SiloSettings
{
    private const string Section = "Silo";
    private const string AutomaticAddress = "auto";
    private const int LongestName = 100;

    public string ClusterId { get; init; } = "lockactors";

    public string ServiceId { get; init; } = "lockactors";

    public int SiloPort { get; init; } = 11111;

    /// <summary>The port for Orleans clients; 0 is no gateway.</summary>
    public int GatewayPort { get; init; } = 30000;

    public IPAddress AdvertisedIp { get; init; } = IPAddress.Loopback;

    public ClusteringKind Clustering { get; init; }

    /// <summary>Where the membership table is kept, for <see cref="ClusteringKind.Redis"/>.</summary>
    public string Redis { get; init; } = "";

    /// <summary>The silo that keeps the membership table, for <see cref="ClusteringKind.Localhost"/>; null is this
    /// silo.</summary>
    public IPEndPoint? Primary { get; init; }

    public DirectoryKind Directory { get; init; } = DirectoryKind.Distributed;

    public PlacementKind Placement { get; init; }

    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    public int MissedProbes { get; init; } = 3;

    public TimeSpan TableRefresh { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Null is no TLS.</summary>
    public ClusterTls? Tls { get; init; }

    /// <summary>Whether other free ports may be taken when <see cref="SiloPort"/> or <see cref="GatewayPort"/> is
    /// in use.</summary>
    public bool MayMovePorts { get; init; }

    public bool IsAlone => Clustering == ClusteringKind.Localhost && Primary is null;

    public static IReadOnlyList<HostFlag> Flags { get; } =
    [
        new("--cluster-id", $"{Section}:ClusterId", "NAME", "the cluster to join (default lockactors)"),
        new("--silo-port", $"{Section}:SiloPort", "N", "the port for other silos (default 11111, or free)"),
        new("--gateway-port", $"{Section}:GatewayPort", "N",
            "the port for Orleans clients (default 30000, or free; 0 is none)"),
        new("--clustering", $"{Section}:Clustering", "localhost|redis",
            "how silos find each other (default localhost: by --primary)"),
        new("--primary", $"{Section}:Primary", "IP:PORT",
            "the first silo, for --clustering localhost (default this one)"),
        new("--cluster-redis", $"{Section}:Redis", "HOST:PORT",
            "the Redis that knows the silos, for --clustering redis"),
    ];

    public static SiloSettings Read(SettingsReader reader, LockHostSettings host)
    {
        var usual = new SiloSettings();
        var settings = new SiloSettings
        {
            ClusterId = Name(reader, nameof(ClusterId), usual.ClusterId),
            ServiceId = Name(reader, nameof(ServiceId), usual.ServiceId),
            SiloPort = reader.Number($"{Section}:SiloPort", usual.SiloPort, 1, ushort.MaxValue),
            GatewayPort = reader.Number($"{Section}:GatewayPort", usual.GatewayPort, 0, ushort.MaxValue),
            AdvertisedIp = ReadAddress(reader, usual.AdvertisedIp),
            Clustering = reader.Choice($"{Section}:Clustering", usual.Clustering),
            Redis = ReadRedis(reader),
            Primary = ReadPrimary(reader),
            Directory = reader.Choice($"{Section}:Directory", usual.Directory),
            Placement = reader.Choice($"{Section}:Placement", usual.Placement),
            ProbeTimeout = reader.Time(
                $"{Section}:ProbeTimeout", usual.ProbeTimeout, TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(1)),
            MissedProbes = reader.Number($"{Section}:MissedProbes", usual.MissedProbes, 1, 20),
            TableRefresh = reader.Time(
                $"{Section}:TableRefresh", usual.TableRefresh, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            Tls = ClusterTls.Read(reader),
        };
        settings.Judge(reader, host);
        return settings with
        {
            // Other silos and clients look for a member of a cluster at the ports that they were told.
            MayMovePorts = settings.IsAlone && !reader.IsSet($"{Section}:{nameof(SiloPort)}")
                && !reader.IsSet($"{Section}:{nameof(GatewayPort)}"),
        };
    }

    private void Judge(SettingsReader reader, LockHostSettings host)
    {
        if (Clustering == ClusteringKind.Redis && Redis == "")
        {
            reader.Contradict(
                $"{Section}:Clustering", $"is redis, which needs {Section}:Redis (--cluster-redis HOST:PORT)");
        }

        if (Clustering == ClusteringKind.Redis && Primary is not null)
        {
            reader.Contradict($"{Section}:Primary", $"is for {Section}:Clustering localhost, not redis");
        }

        if (Clustering == ClusteringKind.Localhost && LeaseStoreSettings.IsHostAndPort(Redis))
        {
            // Each silo would be a cluster of its own, and they would not exclude each other.
            reader.Contradict($"{Section}:Redis", $"is for {Section}:Clustering redis, not localhost");
        }

        if (GatewayPort == SiloPort)
        {
            reader.Contradict($"{Section}:GatewayPort", $"is {GatewayPort}, the same as {Section}:SiloPort");
        }

        if (host.Store.Kind == LeaseStoreKind.None && Clustering == ClusteringKind.Localhost && Primary is not null
            && !Primary.Equals(new IPEndPoint(AdvertisedIp, SiloPort)))
        {
            // Each would grant what the other one has granted.
            reader.Contradict(
                $"{Section}:Primary",
                "makes this one of several silos, which need a store (--store redis --redis HOST:PORT)");
        }

        if (!IsAlone && host.Store is { Kind: not LeaseStoreKind.None, Masters.Count: 0 })
        {
            // Each silo would start a Redis of its own, and they would not exclude each other.
            reader.Contradict("Store:Kind", "needs Store:Masters (--redis) when there are several silos");
        }
    }

    private static string Name(SettingsReader reader, string name, string fallback)
    {
        var path = $"{Section}:{name}";
        var text = reader.Text(path, fallback);
        if (text.Length is 0 or > LongestName || !text.All(IsOfAName))
        {
            reader.Refuse(path, $"1 to {LongestName} letters, digits, '-', '_' or '.'");
        }

        return text;
    }

    private static bool IsOfAName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.';

    private static IPAddress ReadAddress(SettingsReader reader, IPAddress fallback)
    {
        var path = $"{Section}:AdvertisedIp";
        var text = reader.Text(path);
        if (text == "")
        {
            return fallback;
        }

        if (text == AutomaticAddress)
        {
            return HostAddress.Find();
        }

        if (!IPAddress.TryParse(text, out var address)
            || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            reader.Refuse(path, $"an IP address that the other silos reach, or {AutomaticAddress}");
        }

        return address ?? fallback;
    }

    private static IPEndPoint? ReadPrimary(SettingsReader reader)
    {
        var path = $"{Section}:Primary";
        var text = reader.Text(path);
        if (text == "" || (LeaseStoreSettings.IsHostAndPort(text) && IPEndPoint.TryParse(text, out _)))
        {
            return text == "" ? null : IPEndPoint.Parse(text);
        }

        reader.Refuse(path, "IP:PORT");
        return null;
    }

    private static string ReadRedis(SettingsReader reader)
    {
        // Its value is not shown, because a connection string may hold a password.
        var path = $"{Section}:Redis";
        var text = reader.Text(path);
        if (text != "" && !LeaseStoreSettings.IsHostAndPort(text))
        {
            reader.Contradict(
                path, "must begin with HOST:PORT; options of StackExchange.Redis may follow after a comma");
        }

        return text;
    }
}
