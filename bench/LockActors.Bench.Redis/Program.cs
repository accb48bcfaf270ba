using System.Globalization;
using LockActors.Actors;
using LockActors.Bench.Harness;
using LockActors.Bench.Redis;
using LockActors.Client;
using LockActors.Redis;
using LockActors.Silo.OwnRedis;
using StackExchange.Redis;

// dotnet run -c Release --project bench/LockActors.Bench.Redis [SECONDS] [CONTEST] [ROUNDS] [SYSTEM]
// CONTEST and SYSTEM are parts of their names.
// The same servers and contests, in rounds: the plain spin, DistributedLock.Redis, RedLock.net, npm's redlock, and this
// project in process, each through its public API. Progress on standard error, medians and ratios on standard output.
var duration = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 3);
var only = args.Length > 1 ? args[1] : "";
var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3;
var system = args.Length > 3 ? args[3] : "";
var warmUp = TimeSpan.FromSeconds(1);
var withNode = "npm redlock".Contains(system, StringComparison.Ordinal) && await NodeRedlock.TryPrepareAsync();
using var servers = OwnRedisServers.Start(5);
var connections = await Task.WhenAll(servers.EndPoints.Select(
    endPoint => ConnectionMultiplexer.ConnectAsync($"{endPoint},abortConnect=false")));
var databases = connections.Select(connection => connection.GetDatabase()).ToArray();
var medians = new Medians();
var more = new List<string>();

Console.Error.WriteLine(Result.Header);
foreach (var contest in Contest.All.Where(contest => contest.Name.Contains(only, StringComparison.Ordinal)))
{
    for (var round = 0; round < rounds; round++)
    {
        await MeasureAsync("plain spin, 1 master", contest, new SpinTaker(databases[0]));
        foreach (var masters in new[] { 1, 5 })
        {
            await MeasurePeersAsync(contest, masters);
            await MeasureOursAsync(contest, masters);
        }
    }

    if (withNode && !contest.IsFresh)
    {
        foreach (var masters in new[] { 1, 5 })
        {
            more.Add(await NodeRedlock.RunAsync(
                $"npm redlock, {masters} masters", contest, servers.EndPoints.Take(masters), duration));
        }
    }
}

Console.WriteLine(string.Join('\n', medians.Rows("DistributedLock.Redis", "RedLock.net")));
Console.WriteLine();
Console.WriteLine(Result.Header);
Console.WriteLine(string.Join('\n', more));

async Task MeasurePeersAsync(Contest contest, int masters)
{
    var s = masters == 1 ? "" : "s";
    await MeasureAsync(
        $"DistributedLock.Redis, {masters} master{s}", contest, new DistributedLockTaker(databases[..masters]));
    await MeasureAsync($"RedLock.net, {masters} master{s}", contest, new RedLockNetTaker(connections[..masters]));
}

async Task MeasureOursAsync(Contest contest, int masters)
{
    var store = RedisLeaseStores.Create(new RedisLeaseOptions
    {
        Masters = [.. servers.EndPoints.Take(masters)],
        YoungMasters = YoungMasters.Allow,
        NodeTimeout = TimeSpan.FromSeconds(1),
    });
    using (var service = new LocalLockService(new LocalLockOptions { Store = store }))
    using (var client = new LockClient(service, new LockClientOptions
    {
        Acquire = new AcquireOptions { Wait = TimeSpan.FromMinutes(1) },
    }))
    {
        await MeasureAsync(
            $"LockActors, {masters} master{(masters == 1 ? "" : "s")}", contest, new ClientTaker(client));
    }

    await ((IAsyncDisposable)store).DisposeAsync();
}

async Task MeasureAsync(string name, Contest contest, IPairTaker taker)
{
    if (!name.Contains(system, StringComparison.Ordinal))
    {
        return;
    }

    var result = await contest.RunAsync(name, taker, warmUp, duration);
    medians.Add(result);
    Console.Error.WriteLine(result);
}
