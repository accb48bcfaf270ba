using LockActors.Bench.Kills;

// dotnet run -c Release --project bench/LockActors.Bench.Kills -- [--masters N] [--workers N] [--every-ms N] ...
// Is a grant held in Redis although the connections to Redis are killed all the time? Exit code 1: not always.
if (RunOptions.Parse(args) is not { } options)
{
    Console.WriteLine(RunOptions.Usage);
    return 64;
}

return await Run.RunAsync(options) ? 0 : 1;
