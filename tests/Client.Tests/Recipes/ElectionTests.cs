using LockActors.TestKit;

namespace LockActors.Client.Tests.Recipes;

public sealed class ElectionTests : LocalTestBase
{
    [Fact]
    public async Task Elect_LeadsAtOnceWhenNoOtherClientDoesAndKeepsTheLead()
    {
        var term = new Term();
        await using var election = await term.StandAsync(First);
        Assert.True(election.IsLeader);
        var token = await term.Gained.Task.Soon();
        Assert.Equal(token, election.Term);
        Clock.Advance(600);
        Assert.Equal(token, election.Term);
        Assert.False(term.Lost.Task.IsCompleted);
    }

    [Fact]
    public async Task Dispose_ResignsInOrderAndTheNextLeads()
    {
        var (one, two) = (new Term(), new Term());
        var election = await one.StandAsync(First);
        await using var next = await two.StandAsync(Second);
        Assert.False(next.IsLeader);
        Assert.Null(next.Term);
        var token = await one.Gained.Task.Soon();

        await election.DisposeAsync().AsTask().Soon();
        await election.DisposeAsync().AsTask().Soon();

        Assert.True(one.Lost.Task.IsCompletedSuccessfully);
        Assert.False(election.IsLeader);
        Assert.True(await two.Gained.Task.Soon() > token);
        Assert.True(next.IsLeader);
    }

    [Fact]
    public async Task Loss_EndsTheTermAndStandsAgain()
    {
        var (one, two) = (new Term(), new Term());
        await using var election = await one.StandAsync(First);
        var token = await one.Gained.Task.Soon();
        (one.Gained, one.Lost) = (two.Gained, two.Lost);
        await Service.RevokeAsync(Some.Key);
        Clock.Advance(10);
        await two.Lost.Task.Soon();
        Assert.True(await two.Gained.Task.Soon() > token);
    }

    [Fact]
    public async Task Dispose_ByTheWorkItself_ResignsWithoutWaitingForItself()
    {
        var (elected, lost) = (new TaskCompletionSource<LeaderElection>(), new TaskCompletionSource());
        var election = await First.ElectLeaderAsync(
            Some.Key,
            async (_, _) => await (await elected.Task).DisposeAsync(),
            () =>
            {
                lost.SetResult();
                return Task.CompletedTask;
            });
        elected.SetResult(election);

        await lost.Task.Soon();

        await election.DisposeAsync().AsTask().Soon();
        Assert.False(election.IsLeader);
        await using var next = await Second.AcquireAsync(Some.Key).AsTask().Soon();
    }

    [Fact]
    public async Task Client_ThatIsDisposedOf_EndsTheElection()
    {
        var errors = new List<Exception>();
        await using var leader = await Second.AcquireAsync(Some.Key);
        var election = await First.ElectLeaderAsync(
            Some.Key, (_, _) => Task.CompletedTask, options: new ElectionOptions { OnError = errors.Add });

        First.Dispose();
        await Poll.UntilAsync(() => errors.Count > 0, "the end", TimeSpan.FromSeconds(20));
        Clock.Advance(10);

        Assert.IsType<ObjectDisposedException>(Assert.Single(errors));
        await election.DisposeAsync().AsTask().Soon();
    }

    [Fact]
    public async Task Work_ThatThrows_GivesTheLeadUpAndIsTold()
    {
        var failed = new TaskCompletionSource<Exception>();
        await using var election = await First.ElectLeaderAsync(
            Some.Key,
            (_, _) => throw new IOException("cut"),
            options: new ElectionOptions { OnError = error => failed.TrySetResult(error) });
        Assert.IsType<IOException>(await failed.Task.Soon());
        Assert.True((await Second.AcquireAsync(Some.Key).AsTask().Soon()).IsHeld);
        Assert.False(election.IsLeader);
    }

    [Fact]
    public async Task Election_WhoseListenerThrows_GoesOn()
    {
        var told = new TaskCompletionSource();
        var ledAgain = new TaskCompletionSource();
        await using var election = await First.ElectLeaderAsync(
            Some.Key,
            (_, _) =>
            {
                if (told.Task.IsCompleted)
                {
                    ledAgain.TrySetResult();
                    return Task.CompletedTask;
                }

                throw new IOException("cut");
            },
            options: new ElectionOptions
            {
                OnError = _ =>
                {
                    told.TrySetResult();
                    throw new InvalidOperationException("the listener fails, too");
                },
            });
        await told.Task.Soon();

        await Poll.UntilAsync(
            () =>
            {
                Clock.Advance(1);
                return Task.FromResult(ledAgain.Task.IsCompleted);
            },
            () => "the next term",
            TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Elect_WhenTheServiceDoesNotAnswer_TriesAgain()
    {
        var service = new ScriptedLockService(Clock)
        {
            OnAcquire = (_, _) => new(new AcquireReply(LockOutcome.Unavailable)),
        };
        using var client = new LockClient(service, time: Clock);
        var term = new Term();
        await using var election = await term.StandAsync(client);
        Assert.False(election.IsLeader);
        service.OnAcquire = (request, _) => new(service.Granted(request));
        await Poll.UntilAsync(
            () =>
            {
                Clock.Advance(1);
                return term.Gained.Task.IsCompleted;
            },
            "the lead",
            TimeSpan.FromSeconds(20));
        Assert.True(election.IsLeader);
    }

    [Fact]
    public async Task Elect_BeyondALimit_IsRefused()
    {
        var tooLong = new ElectionOptions { Acquire = new() { Ttl = TimeSpan.FromDays(1) } };
        await Assert.ThrowsAsync<LockRejectedException>(
            async () => await First.ElectLeaderAsync(Some.Key, (_, _) => Task.CompletedTask, options: tooLong));
        await Assert.ThrowsAsync<ArgumentException>(async () => await First.ElectLeaderAsync(
            Some.Key, (_, _) => Task.CompletedTask, options: new() { RetryPause = TimeSpan.Zero }));
    }

    [Fact]
    public async Task Dispose_WhenACallbackOfTheTokenThrows_StillResignsInOrder()
    {
        var (began, told) = (new TaskCompletionSource(), new TaskCompletionSource<Exception>());
        var ended = false;
        var election = await First.ElectLeaderAsync(
            Some.Key,
            async (_, token) =>
            {
                token.Register(() => throw new IOException("cut"));
                began.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, Clock, token).ContinueWith(_ => { }, TaskScheduler.Default);
                ended = true;
            },
            options: new ElectionOptions { OnError = error => told.TrySetResult(error) });
        await began.Task.Soon();
        await election.DisposeAsync().AsTask().Soon();
        Assert.True(ended);
        Assert.IsType<AggregateException>(await told.Task.Soon());
        Assert.NotNull(await Second.TryAcquireAsync(Some.Key));
    }

    [Fact]
    public async Task Elect_ThatIsRefused_LeavesNothingOnTheCallersToken()
    {
        using var source = new CancellationTokenSource();
        var cancelled = false;
        var service = new ScriptedLockService(Clock)
        {
            OnAcquire = (_, token) =>
            {
                token.Register(() => cancelled = true);
                return new(AcquireReply.Reject(new LimitViolation("ttlMs", "too long")));
            },
        };
        using var client = new LockClient(service, time: Clock);
        await Assert.ThrowsAsync<LockRejectedException>(async () => await client.ElectLeaderAsync(
            Some.Key, (_, _) => Task.CompletedTask, cancellationToken: source.Token));
        source.Cancel();
        Assert.False(cancelled);
    }

    private sealed class Term
    {
        public TaskCompletionSource<FencingToken> Gained { get; set; } = new();

        public TaskCompletionSource Lost { get; set; } = new();

        public ValueTask<LeaderElection> StandAsync(ILockClient client) => client.ElectLeaderAsync(
            Some.Key,
            (handle, _) =>
            {
                Gained.SetResult(handle.Token);
                return Task.CompletedTask;
            },
            () =>
            {
                Lost.SetResult();
                return Task.CompletedTask;
            });
    }
}
