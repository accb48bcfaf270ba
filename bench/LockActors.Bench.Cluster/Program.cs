using System.Globalization;
using LockActors.Bench.Cluster;
using LockActors.Cluster;

// dotnet run -c Release --project bench/LockActors.Bench.Cluster kills|drain|silos|stores|placement|memory|rows [N],
// kills N HOME, or asking [SILO.dll]; a home is Redis, Postgres or RedisGrainStorage.
// Starts silos in processes of their own, each run with its own Redis, and measures from this process over TCP on
// loopback.
var number = args.Length > 1 && args[0] != "asking" ? int.Parse(args[1], CultureInfo.InvariantCulture) : (int?)null;
switch (args.FirstOrDefault())
{
    case "kills":
        await Kills.RunAsync(
            number ?? 20, Enum.Parse<LeaseHome>(args.ElementAtOrDefault(2) ?? nameof(LeaseHome.Redis)));
        break;
    case "drain":
        await Drains.RunAsync(number ?? 10_000);
        break;
    case "silos":
        await Throughput.RunAsync(TimeSpan.FromSeconds(number ?? 5));
        break;
    case "stores":
        await Throughput.RunHomesAsync(TimeSpan.FromSeconds(number ?? 5));
        break;
    case "rows":
        await Rows.RunAsync(number ?? 100_000);
        break;
    case "placement":
        await Throughput.RunPlacementsAsync(TimeSpan.FromSeconds(number ?? 5));
        break;
    case "memory":
        await Memory.RunAsync(number ?? 100_000);
        break;
    case "asking":
        await Asking.RunAsync(args.ElementAtOrDefault(1));
        break;
    default:
        Console.WriteLine(
            "Say which: kills [COUNT [HOME]], drain [KEYS], silos [SECONDS], stores [SECONDS], "
            + "placement [SECONDS], memory [KEYS], rows [KEYS] or asking [SILO.dll].");
        break;
}
