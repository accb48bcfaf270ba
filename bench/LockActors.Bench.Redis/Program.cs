using System.Globalization;
using LockActors.Actors;
using LockActors.Bench.Harness;
using LockActors.Bench.Redis;
using LockActors.Redis;
using LockActors.Silo.OwnRedis;
using StackExchange.Redis;

// dotnet run -c Release --project bench/LockActors.Bench.Redis [SECONDS] [PART-OF-A-CONTEST'S-NAME]
// The same servers and contests, one after another: the plain spin, npm's redlock, and this project in process.
var duration = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 3);
var only = args.Length > 1 ? args[1] : "";
var withNode = await NodeRedlock.TryPrepareAsync();
using var servers = OwnRedisServers.Start(5);
using var plain = await ConnectionMultiplexer.ConnectAsync($"{servers.EndPoints[0]},abortConnect=false");
var database = plain.GetDatabase();
var commands = new List<string>();

Console.WriteLine(Result.Header);
foreach (var contest in Contest.All.Where(contest => contest.Name.Contains(only, StringComparison.Ordinal)))
{
    await MeasureAsync("plain spin, 1 master", contest, new SpinTaker(database), "set", "evalsha", "eval");
    await MeasureOursAsync("LockActors, 1 master", contest, 1);
    await MeasureNodeAsync("npm redlock, 1 master", contest, 1);
    await MeasureNodeAsync("npm redlock, 5 masters", contest, 5);
    await MeasureOursAsync("LockActors, 5 masters", contest, 5);
}

Console.WriteLine();
Console.WriteLine(string.Join('\n', commands));

async Task MeasureAsync(string name, Contest contest, IPairTaker taker, params string[] counted)
{
    var counting = new CountingTaker(taker);
    var before = await Commands.CountAsync(database, counted);
    Console.WriteLine(await contest.RunAsync(name, counting, TimeSpan.FromSeconds(1), duration));
    var each = (await Commands.CountAsync(database, counted) - before) / (double)counting.Pairs;
    commands.Add(string.Create(
        CultureInfo.InvariantCulture, $"{name}, {contest.Name}: {each:N2} commands a pair on the first master"));
}

async Task MeasureOursAsync(string name, Contest contest, int masters)
{
    var store = RedisLeaseStores.Create(new RedisLeaseOptions
    {
        Masters = [.. servers.EndPoints.Take(masters)],
        YoungMasters = YoungMasters.Allow,
        NodeTimeout = TimeSpan.FromSeconds(1),
    });
    using var service = new LocalLockService(new LocalLockOptions { Store = store });
    await MeasureAsync(name, contest, new ServiceTaker(service), "evalsha", "eval");
    await ((IAsyncDisposable)store).DisposeAsync();
}

async Task MeasureNodeAsync(string name, Contest contest, int masters)
{
    if (withNode)
    {
        Console.WriteLine(await NodeRedlock.RunAsync(name, contest, servers.EndPoints.Take(masters), duration));
    }
}
