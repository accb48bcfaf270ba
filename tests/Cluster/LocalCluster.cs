using LockActors.TestKit;

namespace LockActors.Cluster;

/// <summary>Silos in processes of their own, a Redis that knows the silos and another that keeps the leases, unless a
/// silo alone keeps them in its memory.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private readonly List<ClusterClient> _clients = [];

    private LocalCluster(RedisServer membership, RedisServer? leases)
    {
        Membership = membership;
        Leases = leases;
    }

    public RedisServer Membership { get; }

    /// <summary>Null when leases are in the memory of the only silo.</summary>
    public RedisServer? Leases { get; }

    public List<SiloProcess> Silos { get; } = [];

    public string ClusterId { get; } = $"cluster-{Guid.NewGuid():N}";

    /// <summary>What the silos said last, for messages about what did not happen.</summary>
    public string Tails => "the silos say:\n" + string.Join("\n\n", Silos.Select(silo => silo.Tail));

    /// <summary>Starts a cluster and waits until every silo is ready.</summary>
    /// <param name="silos">How many silos.</param>
    /// <param name="inRedis">Whether leases are kept in Redis, as they must be when there are several silos.</param>
    /// <param name="maxTtl">The longest TTL. Default: a minute.</param>
    /// <param name="settings">More settings of the silos, by the names of their environment variables.</param>
    public static async Task<LocalCluster> StartAsync(
        int silos,
        bool inRedis = true,
        TimeSpan? maxTtl = null,
        IReadOnlyDictionary<string, string>? settings = null)
    {
        var cluster = new LocalCluster(
            await RedisServer.StartAsync(), inRedis ? await RedisServer.StartAsync() : null);
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["LOCKACTORS_LIMITS__MAXTTL"] = (maxTtl ?? TimeSpan.FromMinutes(1)).ToString("c"),
        };
        try
        {
            for (var number = 0; number < silos; number++)
            {
                cluster.Silos.Add(new SiloProcess(number, cluster.Args(), all));
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
        if (Leases is not null)
        {
            await Leases.DisposeAsync();
        }
    }

    private string[] Args() =>
    [
        "--cluster-id", ClusterId, "--clustering", "redis", "--cluster-redis", Membership.EndPoint,
        .. Leases is null ? ["--store", "none"] : new[] { "--store", "redis", "--redis", Leases.EndPoint },
    ];
}
