using System.Globalization;
using LockActors.Actors;
using LockActors.Bench;
using LockActors.Bench.Harness;

// dotnet run -c Release --project bench/LockActors.Bench [SECONDS]
var duration = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 3);
var warmUp = TimeSpan.FromSeconds(1);

MachineBench.Run();
Console.WriteLine(Result.Header);
foreach (var contest in Contest.All)
{
    using var service = new LocalLockService();
    Console.WriteLine(await contest.RunAsync("LocalLockService", new ServiceTaker(service), warmUp, duration));
}
