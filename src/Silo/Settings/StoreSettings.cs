using System.ComponentModel.DataAnnotations;
using LockActors.Redis;
using LockActors.Silo.Cluster;

namespace LockActors.Silo.Settings;

/// <summary>Where a server keeps its leases.</summary>
internal sealed record StoreSettings : IValidatableObject
{
    /// <summary>The most masters that may be named: 15.</summary>
    public const int MaxMasters = 15;

    /// <summary>What kind of store. Default: in memory, or in Redis when <see cref="Masters"/> names any.</summary>
    public LeaseStoreKind? Kind { get; init; }

    /// <summary>The Redis masters, as connection strings that begin with <c>HOST:PORT</c>; when there are none, the
    /// server starts its own. Default: none.</summary>
    [Redact]
    [HostAndPort(ErrorMessage = "HOST:PORT, or several with commas between")]
    public IReadOnlyList<string> Masters { get; init; } = [];

    /// <summary>The connection string of Npgsql for <see cref="LeaseStoreKind.Postgres"/>. Default: none.</summary>
    [Redact]
    public string Postgres { get; init; } = "";

    /// <summary>Whether Redlock masters that started recently have a vote. Default: exclude.</summary>
    public YoungMasterVote YoungMasters { get; init; }

    /// <summary>What the names of all keys begin with. Default: the store's own.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>How long one Redis has for one command, or PostgreSQL for one call. Default: the store's own; range: 10
    /// ms to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan? CommandTimeout { get; init; }

    /// <summary>How long one master of a quorum has for its vote. Default: the store's own; range: 5 ms to 5
    /// s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:05")]
    public TimeSpan? NodeTimeout { get; init; }

    /// <summary>How long a lock's highest fencing token is kept in Redis. Default: the store's own; range: 10 ms to 30
    /// days.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "30.00:00:00")]
    public TimeSpan? FenceRetention { get; init; }

    /// <summary>How long a released lease that has no waiter stays in Redis. Default: the store's own; range: 0 to 1
    /// s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan? Linger { get; init; }

    public LeaseStoreKind EffectiveKind => Kind ?? Masters.Count switch
    {
        0 => Postgres.Length > 0 ? LeaseStoreKind.Postgres : LeaseStoreKind.None,
        1 => LeaseStoreKind.Redis,
        _ => LeaseStoreKind.Redlock,
    };

    public RedisLeaseOptions ToRedisOptions(LockLimits limits)
    {
        var usual = new RedisLeaseOptions();
        var retention = usual.FenceRetention > limits.MaxTtl ? usual.FenceRetention : limits.MaxTtl;
        return usual with
        {
            Masters = Masters,
            YoungMasters = YoungMasters == YoungMasterVote.Allow
                ? Redis.YoungMasters.Allow
                : Redis.YoungMasters.Exclude,
            KeyPrefix = KeyPrefix ?? usual.KeyPrefix,
            CommandTimeout = CommandTimeout ?? usual.CommandTimeout,
            NodeTimeout = NodeTimeout ?? usual.NodeTimeout,
            FenceRetention = FenceRetention ?? retention,
            Linger = Linger ?? usual.Linger,
            MaxTtl = limits.MaxTtl,
        };
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var reason = (EffectiveKind, Masters.Count) switch
        {
            (LeaseStoreKind.None, > 0) => "is none, which takes no Redis master",
            (LeaseStoreKind.Postgres, > 0) => "is postgres, which takes no Redis master",
            (LeaseStoreKind.Postgres, _) when Postgres.Length == 0 =>
                "is postgres, which needs Store:Postgres (--postgres 'Host=...;Database=...;Username=...')",
            (LeaseStoreKind.Redis, > 1) =>
                $"is redis, which takes one master, not {Masters.Count}; redlock takes 3 to {MaxMasters}",
            (LeaseStoreKind.Redlock, 1 or 2 or > MaxMasters) =>
                $"asks for redlock, which takes 3 to {MaxMasters} masters, not {Masters.Count}",
            _ => null,
        };
        if (reason is not null)
        {
            yield return new(reason, [Kind is null ? nameof(Masters) : nameof(Kind)]);
        }

        if (Postgres.Length > 0 && EffectiveKind != LeaseStoreKind.Postgres)
        {
            yield return new("is for Store:Kind postgres", [nameof(Postgres)]);
        }
        else if (Postgres.Length > 0 && PostgresStore.ProblemOf(Postgres) is { } problem)
        {
            yield return new(problem, [nameof(Postgres)]);
        }
    }
}
