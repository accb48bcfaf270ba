using LockActors.TestKit;

namespace LockActors.Redis.Tests;

/// <summary>A key that is asked for the first time: it is placed before Redis is asked what it knows.</summary>
public sealed class ColdKeyTests
{
    private static readonly LockKey Warm = "cold/warm";
    private static readonly LockKey Key = "cold/key";

    [RedisFact]
    public async Task Acquire_OfANewKey_IsOneScript()
    {
        await using var rig = await RedisRig.StartAsync();
        var service = rig.Service();
        await service.TakeSoonAsync(Warm);
        var before = await ScriptsAsync(rig);

        await service.TakeAsync(Key);

        Assert.Equal(before + 1, await ScriptsAsync(rig));
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Acquire_OfAKeyThatAnotherProcessHolds_WaitsForItAndHasAHigherToken(int masters)
    {
        await using var rig = await RedisRig.StartAsync(masters);
        var holder = await rig.Service().TakeSoonAsync(Key);
        await rig.UntilAllVotedAsync(Key);
        var other = rig.Service();

        var refused = await other.TryAsync(Key);
        var next = await other.TakeAsync(Key, wait: LockRequests.Patience);

        Assert.Equal(LockOutcome.Busy, refused.Outcome);
        Assert.True(next.Token > holder.Token);
    }

    private static async Task<long> ScriptsAsync(RedisRig rig)
    {
        var calls = 0L;
        for (var i = 0; i < rig.Servers.Count; i++)
        {
            var stats = (string)(await (await rig.PlainAsync(i)).ExecuteAsync("INFO", "commandstats"))!;
            calls += stats.Split('\n')
                .Where(static line => line.StartsWith("cmdstat_eval", StringComparison.Ordinal))
                .Sum(static line => long.Parse(
                    line.Split("calls=")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
        }

        return calls;
    }
}
