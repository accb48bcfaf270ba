namespace LockActors.Redis;

/// <summary>How leases are kept in Redis.</summary>
public sealed record RedisLeaseOptions
{
    /// <summary>The most masters of a Redlock quorum: 15.</summary>
    public const int MaxMasters = 15;

    private const int DefaultPort = 6379;

    /// <summary>One connection string of StackExchange.Redis for each master:
    /// <c>host:port[,user=...,password=...,ssl=true]</c>. One makes a store on one Redis; several make a Redlock
    /// quorum, of independent masters, preferably 3 or 5. Required.</summary>
    public IReadOnlyList<string> Masters { get; init; } = [];

    /// <summary>What the names of all keys begin with. Default: <c>lock:</c>; at most 128 characters, without
    /// braces.</summary>
    public string KeyPrefix { get; init; } = "lock:";

    /// <summary>How long one Redis has for one command before its outcome counts as unknown. Default: 1 s; range: 10
    /// ms to 30 s.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one master of a quorum has for its vote; never more than 5% of the time to live, but at least
    /// 5 ms. Default: 50 ms; range: 5 ms to 5 s.</summary>
    public TimeSpan NodeTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a lock's highest fencing token is kept in Redis after its last grant or renewal; later tokens
    /// rely on the clocks of the silos. Default: 1 hour; range: <see cref="MaxTtl"/> to 30 days.</summary>
    public TimeSpan FenceRetention { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a released lease without waiters stays in Redis, so that the next acquire replaces it in
    /// one step. It stays only where the key was taken again within this time before. Default: 5 ms; range: 0 to 1 s.
    /// Clients outside this service wait that much longer, and a silo that is killed in this time leaves the key
    /// blocked until the lease expires.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Whether a master that started recently has a vote in a quorum. Default:
    /// <see cref="YoungMasters.Exclude"/>.</summary>
    public YoungMasters YoungMasters { get; init; }

    /// <summary>The longest time to live that the service grants; a young master has no vote for this long. Default:
    /// the default of <see cref="LockLimits.MaxTtl"/>; must be that of the service.</summary>
    public TimeSpan MaxTtl { get; init; } = LockLimits.Default.MaxTtl;

    /// <summary>Checks these options against their ranges.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it and the
    /// range.</exception>
    public void Validate()
    {
        if (Masters is null || Masters.Count is 0 or > MaxMasters || Masters.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException(
                $"Masters must be 1 to {MaxMasters} connection strings; there are {Masters?.Count ?? 0}.");
        }

        foreach (var (at, master) in Masters.Index())
        {
            if (ConnectionStrings.ProblemOf(master) is { } problem)
            {
                var one = Masters.Count > 1 ? $", in master {at + 1} of {Masters.Count}" : "";
                throw new ArgumentException($"Masters {problem}{one}.");
            }
        }

        if (Masters.SelectMany(EndPoints).GroupBy(point => point).FirstOrDefault(same => same.Count() > 1) is { } same)
        {
            // One master with two votes would be a majority that excludes no client.
            throw new ArgumentException($"Masters names {same.Key} twice; every master must be another Redis.");
        }

        if (KeyPrefix is null || KeyPrefix.Length > 128 || KeyPrefix.AsSpan().IndexOfAny('{', '}') >= 0)
        {
            throw new ArgumentException(
                $"KeyPrefix is '{KeyPrefix}'; it takes at most 128 characters, without braces.");
        }

        Within(CommandTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(30), nameof(CommandTimeout));
        Within(NodeTimeout, TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(5), nameof(NodeTimeout));
        Within(FenceRetention, MaxTtl, TimeSpan.FromDays(30), nameof(FenceRetention));
        Within(Linger, TimeSpan.Zero, TimeSpan.FromSeconds(1), nameof(Linger));
    }

    /// <summary>Where a connection string leads, with the port that is meant where none is named.</summary>
    private static IEnumerable<string> EndPoints(string master) => master
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(part => !part.Contains('='))
        .Select(part => part.ToLowerInvariant())
        .Select(part => part.Contains(':') ? part : $"{part}:{DefaultPort}")
        .Distinct();

    private static void Within(TimeSpan value, TimeSpan lowest, TimeSpan highest, string name)
    {
        if (value < lowest || value > highest)
        {
            throw new ArgumentException($"{name} is {value}; it must be {lowest} to {highest}.");
        }
    }
}
