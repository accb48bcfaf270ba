using System.ComponentModel.DataAnnotations;
using System.Net;
using LockActors.Redis;

namespace LockActors.Silo.Settings;

/// <summary>How this silo takes part in its cluster.</summary>
internal sealed record SiloSettings : IValidatableObject
{
    private const string AutomaticAddress = "auto";
    private const string Name = "^[A-Za-z0-9._-]{1,100}$";
    private const string NameLimit = "1 to 100 letters, digits, '-', '_' or '.'";

    private static readonly HostAndPortAttribute HostAndPort = new();

    [Required(ErrorMessage = NameLimit)]
    [RegularExpression(Name, ErrorMessage = NameLimit)]
    public string ClusterId { get; init; } = "lockactors";

    [Required(ErrorMessage = NameLimit)]
    [RegularExpression(Name, ErrorMessage = NameLimit)]
    public string ServiceId { get; init; } = "lockactors";

    [Range(1, ushort.MaxValue)]
    public int SiloPort { get; init; } = 11111;

    /// <summary>The port for Orleans clients; 0 is no gateway.</summary>
    [Range(0, ushort.MaxValue)]
    public int GatewayPort { get; init; } = 30000;

    /// <summary>The IP address that the other silos reach, or <c>auto</c>. Default: none, loopback.</summary>
    public string AdvertisedIp { get; init; } = "";

    public ClusteringKind Clustering { get; init; }

    /// <summary>Where the membership table is kept, for <see cref="ClusteringKind.Redis"/>.</summary>
    [Redact]
    public string Redis { get; init; } = "";

    /// <summary>The silo that keeps the membership table, for <see cref="ClusteringKind.Localhost"/>, as
    /// <c>IP:PORT</c>. Default: none, this silo.</summary>
    public string Primary { get; init; } = "";

    public DirectoryKind Directory { get; init; } = DirectoryKind.Distributed;

    public PlacementKind Placement { get; init; }

    [Range(typeof(TimeSpan), "00:00:00.200", "00:01:00")]
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    [Range(1, 20)]
    public int MissedProbes { get; init; } = 3;

    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan TableRefresh { get; init; } = TimeSpan.FromSeconds(10);

    public ClusterTlsSettings Tls { get; init; } = new();

    public bool IsAlone => Clustering == ClusteringKind.Localhost && PrimaryEndPoint is null;

    public IPEndPoint? PrimaryEndPoint => HostAndPort.IsValid(Primary) && IPEndPoint.TryParse(Primary, out var primary)
        ? primary
        : null;

    public IPAddress AdvertisedAddress => AdvertisedIp switch
    {
        AutomaticAddress => HostAddress.Find(),
        var text => IPAddress.TryParse(text, out var address) ? address : IPAddress.Loopback,
    };

    /// <summary>Whether other free ports may be taken when <see cref="SiloPort"/> or <see cref="GatewayPort"/> is in
    /// use. Other silos and clients look for a member of a cluster at the ports that they were told.</summary>
    internal bool MayMovePorts { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AdvertisedIp.Length > 0 && AdvertisedIp != AutomaticAddress
            && (!IPAddress.TryParse(AdvertisedIp, out var address)
                || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            yield return new(
                $"is '{AdvertisedIp}'; it must be an IP address that the other silos reach, or {AutomaticAddress}",
                [nameof(AdvertisedIp)]);
        }

        if (Primary.Length > 0 && PrimaryEndPoint is null)
        {
            yield return new($"is '{Primary}'; it must be IP:PORT", [nameof(Primary)]);
        }

        if (Clustering == ClusteringKind.Redis && PrimaryEndPoint is not null)
        {
            yield return new("is for Silo:Clustering localhost, not redis", [nameof(Primary)]);
        }

        if (GatewayPort == SiloPort)
        {
            yield return new($"is {GatewayPort}, the same as Silo:SiloPort", [nameof(GatewayPort)]);
        }

        if (RedisProblem() is { } problem)
        {
            yield return problem;
        }
    }

    /// <summary>The value of <see cref="Redis"/> is not shown, because a connection string may hold a
    /// password.</summary>
    private ValidationResult? RedisProblem()
    {
        if (!HostAndPort.IsValid(Redis))
        {
            return new(
                "must begin with HOST:PORT; options of StackExchange.Redis may follow after a comma", [nameof(Redis)]);
        }

        if (Redis.Length > 0 && ConnectionStrings.ProblemOf(Redis) is { } problem)
        {
            return new(problem, [nameof(Redis)]);
        }

        return (Clustering, Redis) switch
        {
            (ClusteringKind.Redis, "") =>
                new("is redis, which needs Silo:Redis (--cluster-redis HOST:PORT)", [nameof(Clustering)]),

            // Each silo would be a cluster of its own, and they would not exclude each other.
            (ClusteringKind.Localhost, not "") =>
                new("is for Silo:Clustering redis, not localhost", [nameof(Redis)]),
            _ => null,
        };
    }
}
