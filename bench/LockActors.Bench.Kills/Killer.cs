namespace LockActors.Bench.Kills;

/// <summary>Cuts the lock server off from every Redis, again and again, in the middle of whatever it is
/// saying.</summary>
internal sealed class Killer(IReadOnlyList<RedisLink> masters, Tally tally)
{
    public async Task RunAsync(RunOptions options, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(options.Every);
        while (tally[Tally.Killed] < options.Kills && !stop.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var killed = await Task.WhenAll(masters.Select(
                master => options.OnlyBusy ? master.KillBusyAsync() : master.KillOthersAsync()));
            tally.Add(Tally.Killed, killed.Sum());
        }
    }
}
