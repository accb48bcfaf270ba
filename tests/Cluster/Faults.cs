namespace LockActors.Cluster;

/// <summary>What can be done to a cluster under load. Each ends with the cluster whole again.</summary>
internal sealed class Faults(LocalCluster cluster, ClusterClient witness, History history)
{
    /// <summary>Longer than a lease, and long enough that the other silos declare it dead.</summary>
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(8);

    /// <summary>By then one that thawed knows whether it was declared dead.</summary>
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(3);

    public Task KillAsync(SiloProcess silo) => DoAsync($"kill -9 silo {silo.Number}", async () =>
    {
        await silo.KillAsync();
        await silo.StartAsync();
    });

    public Task DrainAsync(SiloProcess silo) => DoAsync($"drain silo {silo.Number}", async () =>
    {
        // Nothing else ends it but having been declared dead while it was busy leaving.
        Assert.Contains(await silo.DrainAsync(), new[] { 0, SiloProcess.DeclaredDead });
        await silo.StartAsync();
    });

    public Task FreezeAsync(SiloProcess silo) => DoAsync($"freeze silo {silo.Number}", async () =>
    {
        await silo.FreezeAsync();
        await PassAsync(Frozen);
        await silo.ThawAsync();

        // The other silos have declared it dead, or will: then it ends and is started again. On a busy machine they
        // may have been patient.
        await PassAsync(Noticed);
    });

    public Task LoseRedisAsync() => DoAsync(
        "kill Redis, start it empty",
        async () =>
        {
            await cluster.Leases!.RestartAsync(keepData: false);
            await PassAsync(TimeSpan.FromSeconds(1));
        },
        losesLeases: true);

    public Task LosePostgresAsync() => DoAsync("kill PostgreSQL, start it again", async () =>
    {
        await cluster.Postgres!.KillAsync();
        await PassAsync(TimeSpan.FromSeconds(2));
        await cluster.Postgres.StartAgainAsync();
    });

    /// <summary>Real time, for the world outside this process has no other.</summary>
    public static async Task PassAsync(TimeSpan span)
    {
        using var timer = new PeriodicTimer(span);
        await timer.WaitForNextTickAsync();
    }

    private async Task DoAsync(string what, Func<Task> harm, bool losesLeases = false)
    {
        var from = History.Now();
        await harm();
        await cluster.UntilWholeAsync(witness);
        history.Add(new Fault(what, from, History.Now(), losesLeases));
    }
}
