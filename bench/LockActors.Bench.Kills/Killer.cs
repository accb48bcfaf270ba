namespace LockActors.Bench.Kills;

/// <summary>Cuts the lock server off from every Redis, again and again, in the middle of whatever it is
/// saying.</summary>
internal sealed class Killer(IReadOnlyList<RedisLink> masters, Tally tally)
{
    public async Task RunAsync(TimeSpan every, int count, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every);
        while (tally[Tally.Killed] < count && !stop.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var killed = await Task.WhenAll(masters.Select(master => master.KillOthersAsync()));
            tally.Add(Tally.Killed, killed.Sum());
        }
    }
}
