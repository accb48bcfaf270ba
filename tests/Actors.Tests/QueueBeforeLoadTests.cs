using LockActors.Engine;
using LockActors.Monitoring;
using LockActors.TestKit;

namespace LockActors.Actors.Tests;

/// <summary>Requests that come while the store has yet to tell what it knows of the key.</summary>
public sealed class QueueBeforeLoadTests : IDisposable
{
    private readonly SimClock _clock = new();
    private readonly GatedLeaseStore _store;
    private readonly LocalLockService _service;

    public QueueBeforeLoadTests()
    {
        _store = new GatedLeaseStore(_clock) { IsDurable = true, LoadGate = new TaskCompletionSource<StoredState>() };
        _service = new LocalLockService(new LocalLockOptions { Store = _store }, _clock);
    }

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Wait_CountsFromTheArrivalOfTheRequest()
    {
        Hold(Some.Request(1));
        var waiter = await AskAsync(2, wait: 10);
        _clock.Advance(9);
        await LoadedAsync();
        Assert.False(waiter.IsCompleted);

        _clock.Advance(1.1);

        Assert.Equal(LockOutcome.TimedOut, (await waiter.Soon()).Outcome);
    }

    [Fact]
    public async Task Wait_EndsWhileTheStoreIsSilent()
    {
        var waiter = await AskAsync(2, wait: 10);
        _clock.Advance(9.9);
        Assert.False(waiter.IsCompleted);
        _clock.Advance(0.2);
        Assert.Equal(LockOutcome.TimedOut, (await waiter.Soon()).Outcome);
    }

    [Fact]
    public async Task Requests_AreServedInTheOrderOfTheirArrival()
    {
        var waiters = new List<Task<AcquireReply>>();
        for (var number = 0; number < 6; number++)
        {
            waiters.Add(await AskAsync(number + 1, wait: 60));
            _clock.Advance(0.4);
        }

        await LoadedAsync();

        for (var number = 0; number < 6; number++)
        {
            var grant = (await waiters[number].Soon()).Grant!;
            Assert.All(waiters.Skip(number + 1), later => Assert.False(later.IsCompleted));
            await _service.ReleaseAsync(Some.Key, grant.LeaseId).Soon();
        }
    }

    [Fact]
    public async Task Request_ThatOnlyTheLoadKeptWaiting_CountsAsGrantedAtOnce()
    {
        var first = _service.AcquireAsync(Some.Key, Some.LockRequest(1, wait: 60, confirm: true)).AsTask();
        var second = _service.AcquireAsync(Some.Key, Some.LockRequest(2, wait: 60, confirm: true)).AsTask();
        await LoadedAsync();

        var grant = (await first.Soon()).Grant!;
        Assert.True(grant.Confirmed);
        var events = (await _service.ActivityAsync(Some.Key).Soon()).Events.Select(found => found.Kind);
        Assert.Equal(1, events.Count(kind => kind == LockEventKind.Queued));

        await _service.ReleaseAsync(Some.Key, grant.LeaseId).Soon();
        Assert.False((await second.Soon()).Grant!.Confirmed);
    }

    [Fact]
    public async Task Requests_ThatWaitedElsewhereBefore_StandByTheirFirstCall()
    {
        var late = await AskAsync(1, wait: 60);
        var early = _service.AcquireAsync(
            Some.Key, Some.LockRequest(2, wait: 60) with { WaitedFor = TimeSpan.FromSeconds(5) }).AsTask();

        await LoadedAsync();

        Assert.True((await early.Soon()).IsGranted);
        Assert.False(late.IsCompleted);
    }

    [Fact]
    public async Task Store_ThatDoesNotAnswer_IsAskedAgainWhileRequestsWait()
    {
        var waiter = await AskAsync(1, wait: 60);
        var tries = await AskAsync(2);
        _store.LoadGate!.SetResult(StoredState.Unknown);
        Assert.Equal(LockOutcome.Busy, (await tries.Soon()).Outcome);

        _store.LoadGate = null;
        await Poll.UntilAsync(
            () =>
            {
                _clock.Advance(0.1);
                return waiter.IsCompleted;
            },
            "another look",
            TimeSpan.FromSeconds(20));

        Assert.True((await waiter).IsGranted);
    }

    [Fact]
    public async Task Holder_ThatAsksAgain_IsGrantedWhatItHolds()
    {
        Hold(Some.Request(1));
        var again = await AskAsync(1, wait: 10);
        await LoadedAsync();
        Assert.Equal(Some.Lease(1), (await again.Soon()).Grant!.LeaseId);
    }

    [Fact]
    public async Task Cancel_IsAnsweredAtOnce_AndUndoesWhatTheStoreStillHolds()
    {
        Hold(Some.Request(1));
        var again = await AskAsync(1, wait: 10);

        Assert.Equal(CancelOutcome.Cancelled, await _service.CancelAsync(Some.Key, Some.Request(1)).Soon());
        Assert.Equal(LockOutcome.Ended, (await again.Soon()).Outcome);
        await LoadedAsync();

        Assert.True((await _service.AcquireAsync(Some.Key, Some.LockRequest(2, wait: 10)).Soon()).IsGranted);
    }

    [Fact]
    public async Task Cancellation_OfACall_IsHeardAtOnce()
    {
        using var cancel = new CancellationTokenSource();
        var waiter = _service.AcquireAsync(Some.Key, Some.LockRequest(1, wait: 10), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter.Soon());
    }

    [Fact]
    public async Task Load_FromAContextThatNeverRuns_StillEnds()
    {
        var stuck = InStuckContext(() => _service.AcquireAsync(Some.Key, Some.LockRequest(1)).AsTask());
        var other = _service.AcquireAsync(Some.Key, Some.LockRequest(2, wait: 10)).AsTask();

        await LoadedAsync();

        var grant = (await stuck.Soon()).Grant!;
        await _service.ReleaseAsync(Some.Key, grant.LeaseId).Soon();
        Assert.True((await other.Soon()).IsGranted);
    }

    private static T InStuckContext<T>(Func<T> begin)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new StuckContext());
        try
        {
            return begin();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private async Task<Task<AcquireReply>> AskAsync(int number, double wait = 0)
    {
        var asked = _service.AcquireAsync(Some.Key, Some.LockRequest(number, wait: wait)).AsTask();
        await _store.LoadAsked.Task.Soon();
        return asked;
    }

    /// <summary>The store holds a lease of an earlier actor.</summary>
    private void Hold(RequestId request) => _store.Contents.Apply(
        new StoreEffect
        {
            Verb = StoreVerb.Place,
            Lease = Some.Lease(1),
            Request = request,
            Token = new FencingToken(1),
            TokenBlock = 1,
            Ttl = TimeSpan.FromSeconds(60),
        },
        _clock.Now);

    private async Task LoadedAsync()
    {
        await _store.LoadAsked.Task.Soon();
        await Task.Run(() => _store.LoadGate!.SetResult(_store.Contents.Load(_clock.Now))).Soon();
        await _service.GetAsync(Some.Key).Soon();
    }

    /// <summary>A window that closed: what it is given is never run.</summary>
    private sealed class StuckContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            // Never.
        }
    }
}
