using LockActors.Actors;
using LockActors.TestKit;

namespace LockActors.Client.Tests.Recipes;

public sealed class ElectionTests : IDisposable
{
    private readonly SimClock _clock = new();
    private readonly LocalLockService _service;
    private readonly LockClient _first;
    private readonly LockClient _second;

    public ElectionTests()
    {
        _service = new LocalLockService(time: _clock);
        _first = new LockClient(_service, time: _clock);
        _second = new LockClient(_service, time: _clock);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _service.Dispose();
    }

    [Fact]
    public async Task Elect_LeadsAtOnceWhenNobodyElseDoesAndKeepsTheLead()
    {
        var term = new Term();
        await using var election = await term.StandAsync(_first);
        Assert.True(election.IsLeader);
        var token = await term.Gained.Task.Soon();
        Assert.Equal(token, election.Term);
        _clock.Advance(600);
        Assert.Equal(token, election.Term);
        Assert.False(term.Lost.Task.IsCompleted);
    }

    [Fact]
    public async Task Dispose_ResignsInOrderAndTheNextLeads()
    {
        var (one, two) = (new Term(), new Term());
        var election = await one.StandAsync(_first);
        await using var next = await two.StandAsync(_second);
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
        await using var election = await one.StandAsync(_first);
        var token = await one.Gained.Task.Soon();
        (one.Gained, one.Lost) = (two.Gained, two.Lost);
        await _service.RevokeAsync(Some.Key);
        _clock.Advance(10);
        await two.Lost.Task.Soon();
        Assert.True(await two.Gained.Task.Soon() > token);
    }

    [Fact]
    public async Task Work_ThatThrows_GivesTheLeadUpAndIsTold()
    {
        var failed = new TaskCompletionSource<Exception>();
        await using var election = await _first.ElectLeaderAsync(
            Some.Key,
            (_, _) => throw new IOException("cut"),
            options: new ElectionOptions { OnError = error => failed.TrySetResult(error) });
        Assert.IsType<IOException>(await failed.Task.Soon());
        Assert.True((await _second.AcquireAsync(Some.Key).AsTask().Soon()).IsHeld);
        Assert.False(election.IsLeader);
    }

    [Fact]
    public async Task Elect_WhenTheServiceDoesNotAnswer_TriesAgain()
    {
        var service = new ScriptedLockService(_clock)
        {
            OnAcquire = (_, _) => new(new AcquireReply(LockOutcome.Unavailable)),
        };
        using var client = new LockClient(service, time: _clock);
        var term = new Term();
        await using var election = await term.StandAsync(client);
        Assert.False(election.IsLeader);
        service.OnAcquire = (request, _) => new(service.Granted(request));
        await Poll.UntilAsync(
            () =>
            {
                _clock.Advance(1);
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
            async () => await _first.ElectLeaderAsync(Some.Key, (_, _) => Task.CompletedTask, options: tooLong));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _first.ElectLeaderAsync(
            Some.Key, (_, _) => Task.CompletedTask, options: new() { RetryPause = TimeSpan.Zero }));
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
