using LockActors.TestKit;

namespace LockActors.Cluster;

/// <summary>Silos in processes of their own, a Redis that knows the silos, and what keeps the leases.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private readonly List<ClusterClient> _clients = [];

    private readonly LeaseHome _home;

    private LocalCluster(LeaseHome home, RedisServer membership, RedisServer? leases, PostgresServer? postgres)
    {
        _home = home;
        Membership = membership;
        Leases = leases;
        Postgres = postgres;
    }

    public RedisServer Membership { get; }

    /// <summary>Null when leases are not in Redis.</summary>
    public RedisServer? Leases { get; }

    /// <summary>Null when leases are not in PostgreSQL.</summary>
    public PostgresServer? Postgres { get; }

    public List<SiloProcess> Silos { get; } = [];

    public string ClusterId { get; } = $"cluster-{Guid.NewGuid():N}";

    /// <summary>What the silos said last, for messages about what did not happen.</summary>
    public string Tails => "the silos say:\n" + string.Join("\n\n", Silos.Select(silo => silo.Tail));

    /// <summary>Starts a cluster and waits until every silo is ready.</summary>
    /// <param name="silos">How many silos.</param>
    /// <param name="home">Where leases are kept. Default: in Redis.</param>
    /// <param name="maxTtl">The longest TTL. Default: a minute.</param>
    /// <param name="settings">More settings of the silos, by the names of their environment variables.</param>
    public static async Task<LocalCluster> StartAsync(
        int silos,
        LeaseHome home = LeaseHome.Redis,
        TimeSpan? maxTtl = null,
        IReadOnlyDictionary<string, string>? settings = null)
    {
        var cluster = new LocalCluster(
            home,
            await RedisServer.StartAsync(),
            home is LeaseHome.Redis or LeaseHome.RedisGrainStorage ? await RedisServer.StartAsync() : null,
            home == LeaseHome.Postgres ? await PostgresServer.StartAsync() : null);
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["LOCKACTORS_LIMITS__MAXTTL"] = (maxTtl ?? TimeSpan.FromMinutes(1)).ToString("c"),
        };
        try
        {
            for (var number = 0; number < silos; number++)
            {
                cluster.Silos.Add(new SiloProcess(number, cluster.Program, cluster.Args(), all));
            }

            // The first one makes the membership table.
            await cluster.Silos[0].StartAsync();
            await Task.WhenAll(cluster.Silos.Skip(1).Select(silo => silo.StartAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task<ClusterClient> ConnectAsync()
    {
        var client = await ClusterClient.ConnectAsync(Membership.EndPoint, ClusterId);
        _clients.Add(client);
        return client;
    }

    /// <summary>Waits until every silo is ready and all of them count as members: until the silos agree on who is
    /// there, calls may go astray.</summary>
    public Task UntilWholeAsync(ClusterClient witness) => Poll.UntilAsync(
        async () => (await Task.WhenAll(Silos.Select(silo => silo.IsReadyAsync()))).All(static ready => ready)
            && await witness.CountSilosAsync() == Silos.Count,
        () => $"{Silos.Count} active silos; {Tails}",
        SiloProcess.Patience);

    /// <summary>Starts what a test killed, and lets go on what it froze.</summary>
    public async Task RestoreAsync()
    {
        foreach (var server in new[] { Membership, Leases })
        {
            if (server is { IsRunning: false })
            {
                await server.RestartAsync(keepData: false);
            }
        }

        await Task.WhenAll(Silos.Select(silo => silo.RestoreAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        Silos.ForEach(silo => silo.Dispose());
        await Membership.DisposeAsync();
        await (Leases?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private string Program =>
        _home == LeaseHome.RedisGrainStorage ? "LockActors.StorageSilo" : "LockActors.Silo";

    private string[] Args()
    {
        string[] member = ["--cluster-id", ClusterId, "--cluster-redis", Membership.EndPoint];
        return _home switch
        {
            LeaseHome.RedisGrainStorage => [.. member, "--leases", Leases!.EndPoint],
            LeaseHome.Postgres =>
                [.. member, "--clustering", "redis", "--store", "postgres", "--postgres", Postgres!.Connection],
            LeaseHome.Redis => [.. member, "--clustering", "redis", "--store", "redis", "--redis", Leases!.EndPoint],
            _ => [.. member, "--clustering", "redis", "--store", "none"],
        };
    }
}
