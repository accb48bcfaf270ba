using System.Collections.Concurrent;
using LockActors.Actors;
using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>Who joins the line of a client, and who leaves it.</summary>
public class LocalLineTests : HandleTestBase
{
    private static readonly AcquireOptions Patient = new() { Wait = TimeSpan.FromMinutes(10) };

    [Fact]
    public async Task Waiter_ThatTimesOutOrIsCancelled_LeavesTheLine()
    {
        var handle = Take();
        using var source = new CancellationTokenSource();
        var late = Client.AcquireAsync(Some.Key, new AcquireOptions { Wait = TimeSpan.FromSeconds(3) }).AsTask();
        var cancelled = Client.AcquireAsync(Some.Key, Patient, source.Token).AsTask();
        var live = Client.AcquireAsync(Some.Key, Patient).AsTask();
        Clock.Advance(3);
        var error = await Assert.ThrowsAsync<LockTimeoutException>(() => late.Soon());
        Assert.Equal(TimeSpan.FromSeconds(3), error.Waited);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Soon());

        await handle.ReleaseAsync();

        Assert.Equal(2, (await live.Soon()).Token.Value);
        Assert.Single(Service.Acquires);
    }

    [Fact]
    public async Task Asker_ThatIsCancelled_LetsTheNextAsk()
    {
        Service.OnAcquire = async (request, token) =>
        {
            if (Service.Acquires.Count == 1)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, Clock, token);
            }

            return Service.Granted(request);
        };
        using var source = new CancellationTokenSource();
        var asks = Client.AcquireAsync(Some.Key, Patient, source.Token).AsTask();
        var next = Client.AcquireAsync(Some.Key, Patient).AsTask();
        Assert.False(next.IsCompleted);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asks.Soon());
        Assert.True((await next.Soon()).IsHeld);
    }

    [Fact]
    public async Task Asker_ThatTimesOutOrFails_LetsTheNextAsk()
    {
        var gate = new TaskCompletionSource();
        Service.OnAcquire = async (request, _) =>
        {
            var number = Service.Acquires.Count;
            await gate.Task;
            return number switch
            {
                1 => new AcquireReply(LockOutcome.TimedOut),
                2 => throw new IOException("cut"),
                _ => Service.Granted(request),
            };
        };
        var waits = Enumerable.Range(0, 3).Select(_ => Client.AcquireAsync(Some.Key, Patient).AsTask()).ToArray();
        Assert.Single(Service.Acquires);
        gate.SetResult();
        await Assert.ThrowsAsync<LockTimeoutException>(() => waits[0].Soon());
        await Assert.ThrowsAsync<IOException>(() => waits[1].Soon());
        Assert.True((await waits[2].Soon()).IsHeld);
    }

    [Fact]
    public async Task Waiter_WhoseTurnComesAfterItsWait_TimesOutWithoutAsking()
    {
        Service.OnAcquire = async (request, token) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(5), Clock, token);
            return new AcquireReply(LockOutcome.TimedOut);
        };
        var asks = Client.TryAcquireAsync(Some.Key, new AcquireOptions { Wait = TimeSpan.FromSeconds(5) }).AsTask();
        var next = Client.TryAcquireAsync(Some.Key, new AcquireOptions { Wait = TimeSpan.FromSeconds(5) }).AsTask();
        Clock.Advance(5);
        Assert.Null(await asks.Soon());
        Assert.Null(await next.Soon());
        Assert.Single(Service.Acquires);
        Service.OnAcquire = (request, _) => new(Service.Granted(request));
        Assert.True(Take().IsHeld);
    }

    public static TheoryData<AcquireOptions> OutsideTheLine => new(
        Patient with { Wait = TimeSpan.Zero },
        Patient with { ReentrancyScope = Some.Scope("a") },
        Patient with { Renewal = Renewal.Manual },
        Patient with { Ttl = TimeSpan.FromSeconds(20) });

    [Theory]
    [MemberData(nameof(OutsideTheLine))]
    public async Task Acquire_ThatCannotTakeOverTheLease_AsksTheService(AcquireOptions options)
    {
        Take();
        await Client.AcquireAsync(Some.Key, options);
        Assert.Equal(2, Service.Acquires.Count);
        Assert.Equal(options.Ttl == Patient.Ttl ? 1 : 17, Service.Acquires[1].TokenBlock);
    }

    [Fact]
    public async Task MaxLocalHandoffs_OfZero_TurnsItOff()
    {
        using var client = new LockClient(Service, new LockClientOptions { MaxLocalHandoffs = 0 }, Clock);
        await client.AcquireAsync(Some.Key, Patient);
        await client.AcquireAsync(Some.Key, Patient);
        Assert.Equal([1, 1], Service.Acquires.Select(request => request.TokenBlock));
    }

    [Fact]
    public async Task Service_ThatAllowsNoSuchBlock_IsAskedWithoutOne()
    {
        var limits = LockLimits.Default with { MaxTokenBlock = 16 };
        Service.OnAcquire = (request, _) => new(limits.Check(Some.Key, request) is { } violation
            ? AcquireReply.Reject(violation)
            : Service.Granted(request));
        await Take().ReleaseAsync();
        Take();
        Assert.Equal([17, 1, 1], Service.Acquires.Select(request => request.TokenBlock));
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LockClient(Service, new() { MaxLocalHandoffs = 64 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new LockClient(Service, new() { LocalHandoffTime = TimeSpan.FromTicks(-1) }));
    }

    [Fact]
    public async Task TwoClients_UnderLoad_ExcludeEachOtherAndShare()
    {
        using var service = new LocalLockService();
        using var first = new LockClient(service);
        using var second = new LockClient(service);
        var turns = new ConcurrentQueue<(int Client, long Token)>();
        var (inside, left) = (0, 4000);
        async Task WorkAsync(LockClient client, int number)
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await using var handle = await client.AcquireAsync(Some.Key);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                turns.Enqueue((number, handle.Token.Value));
                await Task.Yield();
                Assert.Equal(0, Interlocked.Decrement(ref inside));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 32).Select(
            i => Task.Run(() => WorkAsync(i % 2 == 0 ? first : second, i % 2)))).Soon();

        var tokens = turns.Select(turn => turn.Token).ToArray();
        Assert.Equal(4000, tokens.Length);
        Assert.All(tokens.Zip(tokens.Skip(1)), pair => Assert.True(pair.First < pair.Second));

        // Counted from where both take part: their workers start when the machine lets them, and stand in line as soon
        // as it lets them. The exact shares are the next test's, which owns the order.
        var shared = turns.SkipWhile(turn => turn.Client == turns.First().Client).Select(turn => turn.Client).ToArray();
        Assert.InRange(shared.Count(client => client == 0), 0.25 * shared.Length, 0.75 * shared.Length);
        var runs = turns.Zip(turns.Skip(1)).Count(pair => pair.First.Client != pair.Second.Client);
        Assert.True(runs > 4000 / 40, $"the lock changed sides {runs} times only");
    }

    /// <summary>One turn at a time: the next begins only after the one before it was given back, and all other callers
    /// stands in line again.</summary>
    [Fact]
    public async Task TwoClients_OfSixteenWorkers_TakeTurnsByBlocks_NeitherGetsMoreThan60Percent()
    {
        const int Workers = 16, Turns = 10 * 2 * (16 + 1);
        using var service = new LocalLockService(time: Clock);
        using var first = new LockClient(service, time: Clock);
        using var second = new LockClient(service, time: Clock);
        var waiting = new Dictionary<Task<ILockHandle>, LockClient>();
        void Join(LockClient client) =>
            waiting.Add(client.AcquireAsync(Some.Key, Patient).AsTask(), client);
        for (var worker = 0; worker < Workers; worker++)
        {
            Join(first);
            Join(second);
        }

        var turns = new List<LockClient>();
        while (turns.Count < Turns)
        {
            // The next request of a client is made on a thread of the pool, which may take its time.
            await Poll.UntilAsync(
                async () => await service.GetAsync(Some.Key) is { State: LockState.Held, WaiterCount: 1 },
                "one client to hold the lock and the other to wait", TimeSpan.FromSeconds(20));
            var granted = await Task.WhenAny(waiting.Keys).Soon();
            Assert.Same(granted, Assert.Single(waiting.Keys, static task => task.IsCompleted));
            waiting.Remove(granted, out var client);
            turns.Add(client!);
            Assert.True(await (await granted).ReleaseAsync());
            Join(client!);
        }

        var changes = Enumerable.Range(1, Turns - 1).Where(turn => turns[turn] != turns[turn - 1]).ToArray();
        Assert.All(changes.Zip(changes.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 17));
        Assert.InRange(turns.Count(client => client == first), Turns * 4 / 10, Turns * 6 / 10);
    }
}
