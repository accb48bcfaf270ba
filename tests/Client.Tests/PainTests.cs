using System.Collections.Concurrent;
using LockActors.Actors;
using LockActors.TestKit;
using Microsoft.Extensions.Logging;

namespace LockActors.Client.Tests;

/// <summary>Known problems of other lock libraries, where no other test shows it already: the table in
/// docs/GUIDE.md names one for each.</summary>
public sealed class PainTests : HandleTestBase
{
    [Fact]
    public async Task RenewalStopsSilently_EveryFailureIsAWarningWithTheTimeLeft()
    {
        var lines = new ConcurrentQueue<(LogLevel Level, string Text)>();
        var log = new CallbackLog<LockClient>((level, text) => lines.Enqueue((level, text)));
        using var client = new LockClient(Service, time: Clock, log: log);
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Unavailable));
        var handle = await client.AcquireAsync(Some.Key);
        Clock.Advance(60);
        Assert.False(handle.IsHeld);
        Assert.True(lines.Count > 10);
        Assert.All(lines, line => Assert.Equal(LogLevel.Warning, line.Level));
        var failures = lines.Count(line => line.Text.Contains("stays held for", StringComparison.Ordinal));
        Assert.Equal(Service.Renewals.Count, failures);
        Assert.Contains("is lost (Expired)", lines.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThreadPoolStarvation_AThousandLocksNeedOneTimer()
    {
        var timers = Clock.ArmedTimers;
        var handles = new List<ILockHandle>();
        for (var i = 0; i < 1000; i++)
        {
            handles.Add(await Client.AcquireAsync($"key-{i}"));
            Assert.InRange(Clock.ArmedTimers, 0, timers + 1);
        }

        Clock.Advance(60);
        Assert.All(handles, handle => Assert.True(handle.IsHeld));
    }

    [Fact]
    public async Task CancelOrTimeoutLeaks_NothingIsLeftHoweverAWaitEnds()
    {
        using var service = new LocalLockService();
        using var first = new LockClient(service);
        using var second = new LockClient(service);
        var random = new Random(7);
        var plans = Enumerable.Range(0, 400).Select(_ => (random.Next(4), random.Next(30))).ToArray();
        await Task.WhenAll(plans.Select((plan, i) => Task.Run(async () =>
        {
            var (kind, milliseconds) = plan;
            var span = TimeSpan.FromMilliseconds(milliseconds);
            using var source = kind == 0 ? new CancellationTokenSource(span) : new CancellationTokenSource();
            var options = new AcquireOptions { Wait = kind == 1 ? span : TimeSpan.FromMinutes(1) };
            try
            {
                await using var handle = await (i % 2 == 0 ? first : second).TryAcquireAsync(
                    Some.Key, options, source.Token);
                await Task.Yield();
            }
            catch (OperationCanceledException) when (kind == 0)
            {
                // As planned.
            }
        }))).Soon();

        await Poll.UntilAsync(
            async () => await service.GetAsync(Some.Key) is { State: LockState.Free, WaiterCount: 0 },
            "the lock to be free",
            TimeSpan.FromSeconds(10));
        Assert.NotNull(await first.TryAcquireAsync(Some.Key));
    }

    [Fact]
    public async Task LeaseTimeLeaksBetweenUses_EachAcquireHasItsOwn()
    {
        using var service = new LocalLockService(time: Clock);
        using var client = new LockClient(service, time: Clock);
        var shortly = new AcquireOptions { Ttl = TimeSpan.FromSeconds(5) };
        for (var i = 0; i < 3; i++)
        {
            await using (var one = await client.AcquireAsync(Some.Key, shortly))
            {
                Assert.InRange(one.ValidFor.TotalSeconds, 4, 5);
            }

            await using var other = await client.AcquireAsync(Some.Key);
            Assert.Equal(Validity, other.ValidFor);
        }
    }

    [Fact]
    public async Task SlowTakeoverAfterACrash_TakesTheTimeToLiveAndNoMore()
    {
        using var service = new LocalLockService(time: Clock);
        using var dead = new LockClient(service, time: Clock);
        using var live = new LockClient(service, time: Clock);
        await dead.AcquireAsync(Some.Key, new AcquireOptions { Ttl = TimeSpan.FromSeconds(5) });
        dead.Dispose();
        var wait = live.AcquireAsync(Some.Key, new AcquireOptions { Wait = TimeSpan.FromMinutes(1) }).AsTask();
        Clock.Advance(4.9);
        Assert.False(wait.IsCompleted);
        Clock.Advance(0.2);
        Assert.True((await wait.Soon()).IsHeld);
    }
}
