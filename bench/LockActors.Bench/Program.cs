using System.Globalization;
using LockActors.Actors;
using LockActors.Bench;
using LockActors.Bench.Harness;

// dotnet run -c Release --project bench/LockActors.Bench [SECONDS]
//   or: renewals [SERVER]   what keeping 10,000 locks costs a client
//   or: handoff [SERVER]    one hot key, with and without local hand-off
//   or: processes           one hot key, two client processes of 16 workers and a server process
// SERVER is that of a lock server in another process; without it the service is in this one.
if (args is ["renewals" or "handoff", ..])
{
    var server = args.Length > 1 ? new Uri(args[1]) : null;
    await (args[0] == "renewals" ? RenewalsBench.RunAsync(server) : HandoffBench.RunAsync(server));
    return;
}

if (args is ["processes"])
{
    await ProcessesBench.RunAsync();
    return;
}

if (args is ["contend", var address, var handoffs])
{
    await ProcessesBench.ContendAloneAsync(new Uri(address), int.Parse(handoffs, CultureInfo.InvariantCulture));
    return;
}

var duration = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 3);
var warmUp = TimeSpan.FromSeconds(1);

MachineBench.Run();
Console.WriteLine(Result.Header);
foreach (var contest in Contest.All)
{
    using var service = new LocalLockService();
    Console.WriteLine(await contest.RunAsync("LocalLockService", new ServiceTaker(service), warmUp, duration));
}
