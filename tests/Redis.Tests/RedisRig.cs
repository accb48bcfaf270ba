using LockActors.Actors;
using LockActors.TestKit;
using StackExchange.Redis;

namespace LockActors.Redis.Tests;

/// <summary>Some redis-servers, lock services over them, and a plain connection to each: what a fault test
/// needs.</summary>
internal sealed class RedisRig : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _stores = [];
    private readonly List<IDisposable> _others = [];

    public required IReadOnlyList<RedisServer> Servers { get; init; }

    public RedisServer Server => Servers[0];

    public static async Task<RedisRig> StartAsync(int masters = 1, RedisServerOptions? options = null) => new()
    {
        Servers = await Task.WhenAll(Enumerable.Range(0, masters).Select(_ => RedisServer.StartAsync(options))),
    };

    /// <summary>A lock service of its own, as another process would run it.</summary>
    public LocalLockService Service(Func<RedisLeaseOptions, RedisLeaseOptions>? change = null, int? masters = null)
    {
        var service = new LocalLockService(new LocalLockOptions { Store = Store(change, masters) });
        _others.Add(service);
        return service;
    }

    /// <summary>A lease store of its own, which has not connected yet.</summary>
    public ILeaseStore Store(
        Func<RedisLeaseOptions, RedisLeaseOptions>? change = null, int? masters = null, TimeProvider? time = null)
    {
        var options = new RedisLeaseOptions
        {
            Masters = [.. Servers.Take(masters ?? Servers.Count).Select(server => server.EndPoint)],
            CommandTimeout = TimeSpan.FromSeconds(2),
            NodeTimeout = TimeSpan.FromSeconds(2),
            YoungMasters = YoungMasters.Allow,
        };
        var store = RedisLeaseStores.Create(change?.Invoke(options) ?? options, time ?? LivedTimeProvider.Instance);
        _stores.Add((IAsyncDisposable)store);
        return store;
    }

    /// <summary>A client that knows only Redis.</summary>
    public async Task<IDatabase> PlainAsync(int server = 0)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync($"{Servers[server].EndPoint},allowAdmin=true");
        _others.Add(connection);
        return connection.GetDatabase();
    }

    /// <summary>Waits until every master has the lease of a lock: a grant needs a majority, and the votes of other
    /// masters come later.</summary>
    public async Task UntilAllVotedAsync(LockKey key)
    {
        for (var i = 0; i < Servers.Count; i++)
        {
            var plain = await PlainAsync(i);
            await Poll.UntilAsync(
                () => plain.KeyExistsAsync($"lock:{key}"), $"the vote of master {i}", LockRequests.Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _others.ForEach(other => other.Dispose());
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }
    }
}
