using System.Diagnostics;
using LockActors.TestKit;
using StackExchange.Redis;
using Xunit.Abstractions;

namespace LockActors.Redis.Tests;

/// <summary>Ten seconds of mixed contention with clients of other make, on one key: never two inside.</summary>
public sealed class InteropTests(ITestOutputHelper output)
{
    private const int Seconds = 10;
    private const string Resource = "lock:interop";


    [SkippableFact]
    public async Task OneRedis_WithRedisCliAndNodeRedlock_NeverTwoHolders()
    {
        Skip.If(RedisServer.WhyMissing is not null, RedisServer.WhyMissing);
        var whyNoNode = await Interop.PrepareNodeAsync();
        await using var rig = await RedisRig.StartAsync();
        var others = new List<Task<Interop.Tally>> { Interop.RunRedisCliAsync(rig.Server.Port, Resource, Seconds) };
        if (whyNoNode is null)
        {
            others.Add(Interop.RunNodeAsync($"{rig.Server.Port}", Resource, Seconds));
        }

        await ContendAsync(rig, others);
    }

    [SkippableFact]
    public async Task FiveMasters_WithNodeRedlock_NeverTwoHolders()
    {
        Skip.If(RedisServer.WhyMissing is not null, RedisServer.WhyMissing);
        var whyNoNode = await Interop.PrepareNodeAsync();
        Skip.If(whyNoNode is not null, whyNoNode);
        await using var rig = await RedisRig.StartAsync(5);
        var ports = string.Join(',', rig.Servers.Select(server => server.Port));

        await ContendAsync(rig, [Interop.RunNodeAsync(ports, Resource, Seconds)]);
    }

    private async Task ContendAsync(RedisRig rig, List<Task<Interop.Tally>> others)
    {
        var plain = await rig.PlainAsync();
        var ours = await Task.WhenAll(WorkAsync(rig, plain), WorkAsync(rig, plain));
        var tallies = ours.Concat(await Task.WhenAll(others)).ToList();

        output.WriteLine(string.Join('\n', tallies));
        Assert.All(tallies, tally => Assert.Equal(0, tally.Violations));
        Assert.All(tallies, tally => Assert.True(tally.Held > 0));
    }

    private static async Task<Interop.Tally> WorkAsync(RedisRig rig, IDatabase plain)
    {
        var service = rig.Service();
        var (held, violations) = (0, 0);
        var started = Stopwatch.GetTimestamp();
        while (!IsOver())
        {
            var reply = await service.AcquireAsync("interop", LockRequests.New(wait: TimeSpan.FromSeconds(30)));
            if (!reply.IsGranted)
            {
                // A loaded machine may be too slow for the command timeout; that is no violation.
                Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
                continue;
            }

            held++;
            violations += await plain.StringIncrementAsync("inside") == 1 ? 0 : 1;
            var turn = await plain.StringIncrementAsync("turns");
            await plain.StringDecrementAsync("inside");
            await service.ReleaseAsync(reply.Grant);

            // Clients that poll would get their turn only when no waiter of ours wants the lock.
            await Poll.UntilAsync(
                async () => IsOver() || (long)await plain.StringGetAsync("turns") > turn,
                "the turn of another client",
                LockRequests.Patience);
        }

        return new Interop.Tally(held, violations);

        bool IsOver() => Stopwatch.GetElapsedTime(started).TotalSeconds >= Seconds;
    }
}
