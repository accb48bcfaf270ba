using LockActors.Engine;
using LockActors.TestKit;
using Microsoft.Extensions.Logging;

namespace LockActors.Actors.Tests;

/// <summary>A broken invariant costs one actor: never the process, and never a key for good.</summary>
public sealed class FaultTests : IDisposable
{
    private static readonly InvariantViolationException Broken = new("two and two are four");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SimClock _clock = new();
    private readonly List<(LogLevel Level, string Line)> _log = [];
    private readonly GatedLeaseStore _store;
    private readonly LocalLockService _service;

    public FaultTests()
    {
        _store = new GatedLeaseStore(_clock) { IsGated = true, IsDurable = true };
        _service = Service(_store);
    }

    public void Dispose() => _service.Dispose();

    public static TheoryData<StoreRefusalKind, long> ImpossibleRefusals => new()
    {
        { StoreRefusalKind.Absent, 0 },
        { StoreRefusalKind.FenceTooLow, 0 },
        { StoreRefusalKind.FenceTooLow, 1 },
        { default, 0 },
        { (StoreRefusalKind)99, 0 },
    };

    [Theory]
    [MemberData(nameof(ImpossibleRefusals))]
    public async Task Acquire_WhenTheStoreRefusesImpossibly_IsUnavailableAndCleanedUp(
        StoreRefusalKind kind, long fence)
    {
        var acquire = AcquireAsync(1);

        await (await _store.NextAsync()).AnswerAsync(StoreReply.Refused(kind, fence: new FencingToken(fence)));

        Assert.Equal(LockOutcome.Unavailable, (await acquire.Soon()).Outcome);
        Assert.Empty(_log);
        _clock.Advance(0.1);
        Assert.Equal(StoreVerb.Remove, (await _store.NextAsync()).Effect.Verb);
    }

    [Fact]
    public async Task Acquire_WhenTheStoreBreaks_IsUnavailableAndTheNextCallStartsAFreshActor()
    {
        var acquire = AcquireAsync(1);

        await (await _store.NextAsync()).ThrowAsync(Broken);

        Assert.Equal(LockOutcome.Unavailable, (await acquire.Soon()).Outcome);
        await CriticalLogAsync();
        _store.IsGated = false;
        var loads = _store.Loads;
        Assert.True((await AcquireAsync(2).Soon()).IsGranted);
        Assert.Equal(loads + 1, _store.Loads);
    }

    [Fact]
    public async Task Acquire_WhenTheStoreBreaksAtOnce_IsUnavailable()
    {
        await _service.GetAsync(Some.Key);
        _store.Throws = Broken;

        Assert.Equal(LockOutcome.Unavailable, (await AcquireAsync(1).Soon()).Outcome);

        _store.Throws = null;
        _store.IsGated = false;
        Assert.True((await AcquireAsync(2).Soon()).IsGranted);
    }

    [Fact]
    public async Task Acquire_WhenTheLoadBreaks_IsUnavailableAndTheKeyGoesOn()
    {
        _store.Throws = Broken;
        Assert.Equal(LockOutcome.Unavailable, (await AcquireAsync(1).Soon()).Outcome);

        _store.Throws = null;
        _store.IsGated = false;
        Assert.True((await AcquireAsync(2).Soon()).IsGranted);
    }

    [Fact]
    public async Task Wake_WhenTheStoreBreaks_DoesNotThrowIntoTheTimer()
    {
        var acquire = AcquireAsync(1, wait: 10);
        await (await _store.NextAsync()).FailAsync();
        _store.Throws = Broken;

        _clock.Advance(1);

        Assert.Equal(LockOutcome.Unavailable, (await acquire.Soon()).Outcome);
    }

    [Fact]
    public async Task Fault_AnswersEveryOpenCall()
    {
        _store.IsGated = false;
        var holder = (await AcquireAsync(1).Soon()).Grant!;
        var waiter = AcquireAsync(2, wait: 60);
        _store.IsGated = true;
        var renewal = _service.RenewAsync(Some.Key, holder.LeaseId, TimeSpan.FromSeconds(5)).AsTask();
        var second = AcquireAsync(3, wait: 60);

        await (await _store.NextAsync()).ThrowAsync(Broken);

        Assert.Equal(RenewOutcome.Unavailable, (await renewal.Soon()).Outcome);
        Assert.Equal(LockOutcome.Unavailable, (await waiter.Soon()).Outcome);
        Assert.Equal(LockOutcome.Unavailable, (await second.Soon()).Outcome);
    }

    [Fact]
    public async Task Fault_WithADurableStore_LosesNoLease()
    {
        _store.IsGated = false;
        var holder = (await AcquireAsync(1).Soon()).Grant!;
        _store.IsGated = true;
        var renewal = _service.RenewAsync(Some.Key, holder.LeaseId, TimeSpan.FromSeconds(5)).AsTask();
        await (await _store.NextAsync()).ThrowAsync(Broken);
        await renewal.Soon();
        _store.IsGated = false;

        Assert.Equal(LockOutcome.Busy, (await AcquireAsync(2).Soon()).Outcome);
        var again = await _service.RenewAsync(Some.Key, holder.LeaseId, TimeSpan.FromSeconds(5)).Soon();
        Assert.Equal(RenewOutcome.Renewed, again.Outcome);
        await _service.ReleaseAsync(Some.Key, holder.LeaseId).Soon();
        var next = await AcquireAsync(3).Soon();
        Assert.True(next.Grant!.Token > holder.Token);
    }

    [Fact]
    public async Task Fault_WithLeasesInMemory_PausesGrantsForTheLongestTtl()
    {
        var store = new GatedLeaseStore(_clock) { IsDurable = false };
        using var service = Service(store);
        var holder = (await service.AcquireAsync(Some.Key, Some.LockRequest(1)).Soon()).Grant!;
        store.Throws = Broken;
        await service.RenewAsync(Some.Key, holder.LeaseId, TimeSpan.FromSeconds(5)).Soon();
        store.Throws = null;

        Assert.Equal(
            LockOutcome.Busy, (await service.AcquireAsync(Some.Key, Some.LockRequest(2)).Soon()).Outcome);
        var waiter = service.AcquireAsync(
            Some.Key, Some.LockRequest(3) with { Wait = TimeSpan.FromHours(1), Ttl = LockLimits.Default.MaxTtl })
            .AsTask();
        _clock.Advance(LockLimits.Default.MaxTtl - TimeSpan.FromSeconds(1));
        Assert.False(waiter.IsCompleted);
        _clock.Advance(LockLimits.Default.MaxTtl / 10);
        Assert.True((await waiter.Soon()).Grant!.Token > holder.Token);
    }

    [Fact]
    public async Task OutsideWatch_ThatThrowsWhenItEnds_BreaksNothing()
    {
        _store.IsGated = false;
        _store.Contents.TakeFromOutside(TimeSpan.FromSeconds(3), _clock.Now);
        var waits = AcquireAsync(1, wait: 60);
        await Poll.UntilAsync(() => _store.OutsideWatch is not null, "a watch", Patience);
        _store.WatchEndThrows = new InvalidOperationException("the connection is gone");

        _clock.Advance(5);

        Assert.True((await waits.Soon()).IsGranted);
    }

    private LocalLockService Service(ILeaseStore store) => new(
        new LocalLockOptions { Store = store, Audit = new CallbackLog<FaultTests>(Note) }, _clock);

    private void Note(LogLevel level, string line)
    {
        lock (_log)
        {
            _log.Add((level, line));
        }
    }

    private async Task CriticalLogAsync()
    {
        await Poll.UntilAsync(
            () =>
            {
                lock (_log)
                {
                    return _log.Count > 0;
                }
            },
            "a line in the log",
            Patience);
        var (level, line) = Assert.Single(_log);
        Assert.Equal(LogLevel.Critical, level);
        Assert.Contains($"{Some.Key}", line, StringComparison.Ordinal);
    }

    // By a caller that comes back by itself, so that the answer is that of one attempt.
    private Task<AcquireReply> AcquireAsync(int number, double wait = 0) => _service.AcquireAsync(
        Some.Key, Some.LockRequest(number, wait: wait) with { OutlivesCall = true }).AsTask();
}
