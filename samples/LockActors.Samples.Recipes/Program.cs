using LockActors.Actors;
using LockActors.Client;
using LockActors.Redis;
using LockActors.Redis.Recipes;
using LockActors.Silo.OwnRedis;
using StackExchange.Redis;

// dotnet run --project samples/LockActors.Samples.Recipes
// Starts a redis-server of its own and shows what each write recipe is for. docs/SAFETY.md tells when to use which.
using var servers = OwnRedisServers.Start(1);
using var redis = await ConnectionMultiplexer.ConnectAsync($"{servers.EndPoints[0]},abortConnect=false");
var database = redis.GetDatabase();
var store = RedisLeaseStores.Create(new RedisLeaseOptions { Masters = servers.EndPoints });
await using var disposeStore = (IAsyncDisposable)store;
using var service = new LocalLockService(new LocalLockOptions { Store = store });
using var locks = new LockClient(service);

// A holder that was paused past its lease writes late: its token is smaller than its successor's.
var fenced = new FencedWrite(database);
var paused = await locks.AcquireAsync("balance");
await paused.ReleaseAsync();
await using (var successor = await locks.AcquireAsync("balance"))
{
    await fenced.WriteAsync("balance", "90", successor.Token);
    var late = await fenced.WriteAsync("balance", "100", paused.Token);
    var outcome = late.IsWritten ? "in" : "refused";
    Console.WriteLine($"FencedWrite: the late write is {outcome}; 90 = {await fenced.ReadAsync("balance")}");
}

// Facts that overtake each other: the newest stays.
var readings = new TimestampedWrite(database);
foreach (var (time, value) in new[] { (4, "21.5 C"), (3, "21.0 C"), (2, "20.0 C") })
{
    await readings.WriteAsync("temperature", value, time);
}

Console.WriteLine($"TimestampedWrite: 21.5 C = {await readings.ReadAsync("temperature")}");

// The first value wins, and both go on with it.
var firsts = new FirstWrite(database);
var results = await Task.WhenAll(firsts.WriteAsync("winner", "ann"), firsts.WriteAsync("winner", "bob"));
Console.WriteLine($"FirstWrite: both see {results[0].Value} = {results[1].Value}");

// Ten ask at once, one computes.
var computed = 0;
var cache = new SharedCache(service, database);
var pages = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => cache.GetOrCreateAsync(
    "page", _ => Task.FromResult($"page {Interlocked.Increment(ref computed)}"), TimeSpan.FromMinutes(1))));
Console.WriteLine($"SharedCache: {pages.Distinct().Single()}, computed once = {computed == 1}");

// Writers only queue; the holder of the lock applies, one by one and in order.
var queue = new WriteQueue(database, "stock");
foreach (var change in new[] { "+5", "-3", "+1" })
{
    await queue.EnqueueAsync(change);
}

await using (var applier = await locks.AcquireAsync("stock"))
{
    var stock = 0;
    await queue.DrainAsync(
        applier.Token,
        (_, change, _) =>
        {
            stock += int.Parse(change, System.Globalization.CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        },
        applier.LostToken);
    Console.WriteLine($"WriteQueue: 3 = {stock}");
}
