using System.Net;
using LockActors.Actors;
using LockActors.Client.Http;
using LockActors.Server.Tests;
using LockActors.TestKit;

namespace LockActors.Client.Tests.Http;

/// <summary>Acquiring over a real server, with the network as bad as it gets.</summary>
public sealed class HttpAcquireTests
{
    private static readonly LockKey Key = Some.Key;

    [Fact]
    public async Task Waiter_OverSeveralHolds_KeepsItsPlace()
    {
        await using var server = await RunningServer.StartAsync();
        var holder = await TakeAsync(server);
        var trip = new Trip();
        using var service = Open(server.Address, trip, static options => options.HoldFor = options.Timeout / 50);
        var first = service.AcquireAsync(Key, Some.LockRequest(1, wait: 60)).AsTask();
        await WaitersAsync(server, 1);
        var second = service.AcquireAsync(Key, Some.LockRequest(2, wait: 60)).AsTask();
        await WaitersAsync(server, 2);
        await Poll.UntilAsync(() => trip.Count("acquire") >= 6, "several holds", RunningServer.Patience);

        await server.Service.ReleaseAsync(Key, holder.LeaseId);

        var granted = await first.Soon();
        Assert.True(granted.IsGranted);
        Assert.True(granted.Grant.Token > holder.Token);
        Assert.False(second.IsCompleted);
        await server.Service.ReleaseAsync(Key, granted.Grant.LeaseId);
        Assert.True((await second.Soon()).IsGranted);
    }

    /// <summary>A queue that is full passes.</summary>
    [Fact]
    public async Task Waiter_BeyondTheQueue_AsksAgainWhileItHasTime()
    {
        await using var server = await RunningServer.StartAsync(new LocalLockService(
            new LocalLockOptions { Limits = LockLimits.Default with { MaxWaiters = 1 } }));
        var holder = await TakeAsync(server);
        var trip = new Trip();
        using var service = Open(server.Address, trip);
        var first = server.Service.AcquireAsync(Key, Some.LockRequest(1, wait: 60)).AsTask();
        await WaitersAsync(server, 1);

        var second = service.AcquireAsync(Key, Some.LockRequest(2, wait: 60)).AsTask();
        await Poll.UntilAsync(() => trip.Count("acquire") > 1, "another attempt", RunningServer.Patience);
        await server.Service.ReleaseAsync(Key, holder.LeaseId);
        await server.Service.ReleaseAsync(Key, (await first.Soon()).Grant!.LeaseId);

        Assert.True((await second.Soon()).IsGranted);
    }

    [Fact]
    public async Task Waiter_WhoseAnswerIsLost_GetsTheSameGrant()
    {
        await using var server = await RunningServer.StartAsync();
        var trip = new Trip
        {
            On = static (verb, number, next) =>
                verb == "acquire" && number == 1 ? Trip.LoseAnswerAsync(next) : next(),
        };
        using var service = Open(server.Address, trip);

        var reply = await service.AcquireAsync(Key, Some.LockRequest(1, wait: 60)).Soon();

        Assert.Equal(2, trip.Count("acquire"));
        Assert.Equal(reply.Grant!.Token, (await server.Service.GetAsync(Key)).Holder!.Token);
        Assert.Equal(1, (await server.Service.GetAsync(Key)).Holder!.HoldCount);
    }

    [Fact]
    public async Task TryAcquire_WhoseAnswerIsLost_IsUnavailableAndUndone()
    {
        await using var server = await RunningServer.StartAsync();
        var trip = new Trip
        {
            On = static (verb, _, next) => verb == "acquire" ? Trip.LoseAnswerAsync(next) : next(),
        };
        using var service = Open(server.Address, trip);

        var reply = await service.AcquireAsync(Key, Some.LockRequest(1)).Soon();

        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
        Assert.Equal(1, trip.Count("acquire"));
        await Poll.UntilAsync(
            async () => (await server.Service.GetAsync(Key)).State == LockState.Free,
            "the grant to be given back", RunningServer.Patience);
    }

    [Fact]
    public async Task Waiter_WhileTheServerAnswers503_TriesAgainWithTheSameRequest()
    {
        await using var server = await RunningServer.StartAsync();
        var trip = new Trip
        {
            On = static (verb, number, next) => verb == "acquire" && number <= 2
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable))
                : next(),
        };
        using var service = Open(server.Address, trip);

        var reply = await service.AcquireAsync(Key, Some.LockRequest(1, wait: 60)).Soon();

        Assert.True(reply.IsGranted);
        Assert.Equal(3, trip.Count("acquire"));
    }

    [Fact]
    public async Task Waiter_WhenTheServerStartsAgain_GoesOn()
    {
        var server = await RunningServer.StartAsync();
        await TakeAsync(server);
        using var service = Open(server.Address, new Trip());
        var waiting = service.AcquireAsync(Key, Some.LockRequest(1, wait: 60)).AsTask();
        await WaitersAsync(server, 1);

        await server.StopAsync();
        await server.DisposeAsync();
        await using var again = await RunningServer.StartAsync(port: server.Address.Port);

        Assert.True((await waiting.Soon()).IsGranted);
        Assert.Equal(LockState.Held, (await again.Service.GetAsync(Key)).State);
    }

    [Fact]
    public async Task Client_WhoseConnectionsAreCut_IsGrantedInTheEndAndLeavesNothing()
    {
        await using var server = await RunningServer.StartAsync();
        await using var proxy = new TcpProxy(server.Address.Port);
        var holder = await TakeAsync(server);
        using var service = Open(proxy.Address, new Trip());
        using var client = new LockClient(service);
        var waiting = client.AcquireAsync(Key).AsTask();
        await WaitersAsync(server, 1);

        var before = proxy.Accepted;
        proxy.Cut();
        await Poll.UntilAsync(() => proxy.Accepted > before, "the client to come back", RunningServer.Patience);
        await server.Service.ReleaseAsync(Key, holder.LeaseId);

        await using (var held = await waiting.Soon())
        {
            Assert.Equal(held.Token, (await server.Service.GetAsync(Key)).Holder!.Token);
        }

        var after = await server.Service.GetAsync(Key);
        Assert.Equal((LockState.Free, 0), (after.State, after.WaiterCount));
    }

    [Fact]
    public async Task Waiter_WhoseConnectionIsCut_KeepsItsPlace()
    {
        await using var server = await RunningServer.StartAsync();
        await using var proxy = new TcpProxy(server.Address.Port);
        var holder = await TakeAsync(server);
        using var unlucky = Open(proxy.Address, new Trip());
        using var lucky = Open(server.Address, new Trip());
        var first = unlucky.AcquireAsync(Key, Some.LockRequest(1, wait: 60)).AsTask();
        await WaitersAsync(server, 1);
        var second = lucky.AcquireAsync(Key, Some.LockRequest(2, wait: 60)).AsTask();
        await WaitersAsync(server, 2);

        var before = proxy.Accepted;
        proxy.Cut();
        await Poll.UntilAsync(
            async () => proxy.Accepted > before
                && (await server.Service.GetAsync(Key)).Waiters is [{ Connected: true }, { Connected: true }],
            "the client to be back", RunningServer.Patience);
        await server.Service.ReleaseAsync(Key, holder.LeaseId);

        Assert.True((await first.Soon()).IsGranted);
        Assert.False(second.IsCompleted);
        Assert.Equal(1, (await server.Service.GetAsync(Key)).WaiterCount);
    }

    [Fact]
    public async Task Waiter_WhenCancelled_HasLeftTheQueueWhenItThrows()
    {
        await using var server = await RunningServer.StartAsync();
        await TakeAsync(server);
        using var service = Open(server.Address, new Trip());
        using var stop = new CancellationTokenSource();
        var waiting = service.AcquireAsync(Key, Some.LockRequest(1, wait: 60), stop.Token).AsTask();
        await WaitersAsync(server, 1);

        await stop.CancelAsync();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Soon());
        Assert.Equal(stop.Token, thrown.CancellationToken);
        await WaitersAsync(server, 0);
    }

    [Fact]
    public async Task Cancel_AfterTheServerGranted_GivesTheLockBack()
    {
        await using var server = await RunningServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var trip = new Trip
        {
            On = async (verb, _, next) =>
            {
                var response = await next();
                if (verb == "acquire")
                {
                    await stop.CancelAsync();
                }

                return response;
            },
        };
        using var service = Open(server.Address, trip);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => service.AcquireAsync(Key, Some.LockRequest(1), stop.Token).Soon());

        await Poll.UntilAsync(
            async () => (await server.Service.GetAsync(Key)).State == LockState.Free, "the lock to be free",
            RunningServer.Patience);
    }

    [Fact]
    public async Task Waiter_WhenItsWaitEnds_TimesOut()
    {
        await using var server = await RunningServer.StartAsync();
        await TakeAsync(server);
        using var service = Open(server.Address, new Trip());

        var reply = await service.AcquireAsync(Key, Some.LockRequest(1, wait: 0.05)).Soon();

        Assert.Equal(LockOutcome.TimedOut, reply.Outcome);
        Assert.Equal(0, (await server.Service.GetAsync(Key)).WaiterCount);
    }

    [Fact]
    public async Task Poller_IsToldThatItIsQueued_AndKeepsItsPlace()
    {
        await using var server = await RunningServer.StartAsync();
        await TakeAsync(server);
        using var service = Open(server.Address, new Trip());

        var reply = await service.AcquireAsync(Key, Some.LockRequest(1, wait: 60, hold: 0)).Soon();
        var again = await service.AcquireAsync(Key, Some.LockRequest(1, wait: 60, hold: 0.01)).Soon();

        Assert.Equal((LockOutcome.Queued, 1), (reply.Outcome, reply.Position));
        Assert.Equal((LockOutcome.Queued, 1), (again.Outcome, again.Position));
        Assert.Equal(1, (await server.Service.GetAsync(Key)).WaiterCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public async Task Acquire_WithoutAServer_IsUnavailable(double wait)
    {
        var server = await RunningServer.StartAsync();
        await server.DisposeAsync();
        var trip = new Trip();
        using var service = Open(server.Address, trip);

        var reply = await service.AcquireAsync(Key, Some.LockRequest(1, wait)).Soon();

        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
        Assert.True(wait == 0 ? trip.Count("acquire") == 1 : trip.Count("acquire") > 1);
    }

    [Fact]
    public async Task Acquire_OfAServerThatNeverAnswers_EndsByItsOwnTimeLimit()
    {
        await using var server = await RunningServer.StartAsync();
        await using var proxy = new TcpProxy(server.Address.Port) { Silent = true };
        using var service = Open(
            proxy.Address, new Trip(), static options => options.Timeout = TimeSpan.FromMilliseconds(50));

        var reply = await service.AcquireAsync(Key, Some.LockRequest(1)).Soon();

        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
    }

    private static HttpLockService Open(Uri address, Trip trip, Action<HttpLockOptions>? configure = null)
    {
        var options = new HttpLockOptions { CreateHandler = () => trip };
        configure?.Invoke(options);
        return new HttpLockService(address, options);
    }

    private static async Task<LockGrant> TakeAsync(RunningServer server) =>
        (await server.Service.AcquireAsync(Key, Some.LockRequest(99))).Grant!;

    private static Task WaitersAsync(RunningServer server, int count) => Poll.UntilAsync(
        async () => (await server.Service.GetAsync(Key)).WaiterCount == count,
        $"{count} waiters", RunningServer.Patience);
}
