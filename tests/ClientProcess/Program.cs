using System.Globalization;
using LockActors;
using LockActors.Client;
using LockActors.Client.Http;
using LockActors.ClientProcess;

// SERVER KEY TTL-MS: a client that takes the lock, says what it sees, and does what it is told on standard input.
// The tests freeze and kill it. "starved-pool": see StarvedPool.
if (args is ["starved-pool"])
{
    await StarvedPool.RunAsync();
    return;
}

var (server, key, ttl) = (new Uri(args[0]), LockKey.Parse(args[1]), int.Parse(args[2], CultureInfo.InvariantCulture));
using var service = new HttpLockService(server, new HttpLockOptions
{
    HoldFor = TimeSpan.FromMilliseconds(500),
    Timeout = TimeSpan.FromMilliseconds(500),
});
using var client = new LockClient(service, log: new LineLog());
Say.Line("asking");
var handle = await client.AcquireAsync(
    key, new AcquireOptions { Ttl = TimeSpan.FromMilliseconds(ttl), Wait = TimeSpan.FromMinutes(2) });
Say.Line($"granted {handle.Token}");
using var told = handle.LostToken.Register(static () => Say.Line("told"));
while (Console.ReadLine() is { } command)
{
    // The first thing that runs after a thaw: nothing was asked before, on any thread of the program's own.
    Say.Line(command switch
    {
        "look" => $"held {handle.IsHeld}, lost {handle.LostToken.IsCancellationRequested}",
        "left" => $"left {handle.ValidFor > TimeSpan.Zero}",
        "release" => $"released {await handle.ReleaseAsync()}",
        _ => $"what is '{command}'?",
    });
}
