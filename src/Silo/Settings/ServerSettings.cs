using System.ComponentModel.DataAnnotations;
using System.Net;

namespace LockActors.Silo.Settings;

/// <summary>All settings of the server. docs/OPERATIONS.md lists them.</summary>
internal sealed record ServerSettings : IValidatableObject
{
    /// <summary>What is taken over HTTP.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary>Which clients may use the server.</summary>
    public AuthSettings Auth { get; init; } = new();

    public AuditSettings Audit { get; init; } = new();

    /// <summary>Where leases are kept.</summary>
    public StoreSettings Store { get; init; } = new();

    /// <summary>The limits of the lock service.</summary>
    public LockLimits Limits { get; init; } = new();

    public DrainSettings Drain { get; init; } = new();

    /// <summary>How this silo takes part in its cluster.</summary>
    public SiloSettings Silo { get; init; } = new();

    /// <summary>Whether a few clients contend for a few locks, so that there is something to look at. Default:
    /// false.</summary>
    public bool Demo { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Checks.Range("Limits", Limits.Validate) is { } limits)
        {
            yield return limits;
        }
        else if (Store.Masters.Count > 0 && Checks.Range("Store", Store.ToRedisOptions(Limits).Validate) is { } store)
        {
            yield return store;
        }

        if (!IPAddress.IsLoopback(Http.Address) && !Auth.HasKeys && !Auth.Open)
        {
            yield return new(
                $"is '{Http.Address}'; it must be an address of this machine alone as long as there is no API key: "
                    + "make one with 'lockctl key new' and name its line in Auth:KeyFile or Auth:Keys; --open "
                    + "(Auth:Open) lets every client in",
                ["Http:Address"]);
        }

        foreach (var contradiction in ValidateCluster())
        {
            yield return contradiction;
        }
    }

    private IEnumerable<ValidationResult> ValidateCluster()
    {
        var isAnotherSilosPartner = Silo.Clustering == ClusteringKind.Localhost
            && Silo.PrimaryEndPoint is { } primary
            && !primary.Equals(new IPEndPoint(Silo.AdvertisedAddress, Silo.SiloPort));
        if (Store.EffectiveKind == LeaseStoreKind.None && isAnotherSilosPartner)
        {
            // Each would grant what the other one has granted.
            yield return new(
                "makes this one of several silos, which need a store (--store redis --redis HOST:PORT)",
                ["Silo:Primary"]);
        }

        var isInRedis = Store.EffectiveKind is LeaseStoreKind.Redis or LeaseStoreKind.Redlock;
        if (!Silo.IsAlone && isInRedis && Store.Masters.Count == 0)
        {
            // Each silo would start a Redis of its own, and they would not exclude each other.
            yield return new("needs Store:Masters (--redis) when there are several silos", ["Store:Kind"]);
        }
    }
}
