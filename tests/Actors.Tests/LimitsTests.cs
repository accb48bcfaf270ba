using LockActors.TestKit;

namespace LockActors.Actors.Tests;

public sealed class LimitsTests : IDisposable
{
    private readonly LocalLockService _service = new(time: new SimClock());

    public static TheoryData<string, LockRequest> Broken => new()
    {
        { "requestId", Some.LockRequest(1) with { Id = default } },
        { "mode", Some.LockRequest(1) with { Mode = (LockMode)7 } },
        { "ttlMs", Some.LockRequest(1, ttl: 0.099) },
        { "ttlMs", Some.LockRequest(1, ttl: 601) },
        { "ttlMs", Some.LockRequest(1) with { Ttl = TimeSpan.MaxValue } },
        { "waitMs", Some.LockRequest(1, wait: -1) },
        { "holdMs", Some.LockRequest(1, hold: -1) },
        { "tokenBlock", Some.LockRequest(1) with { TokenBlock = 0 } },
        { "tokenBlock", Some.LockRequest(1) with { TokenBlock = 65 } },
    };

    public void Dispose() => _service.Dispose();

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Acquire_BeyondALimit_IsRejectedWithTheFieldAndChangesNothing(string field, LockRequest request)
    {
        var reply = await _service.AcquireAsync(Some.Key, request);

        Assert.Equal((LockOutcome.Rejected, field), (reply.Outcome, reply.Violation!.Field));
        Assert.Contains(field, reply.Violation.Message, StringComparison.Ordinal);
        Assert.Equal(0, _service.ActorCount);
    }

    [Fact]
    public async Task Acquire_OfTheEmptyKey_IsRejected() =>
        Assert.Equal("key", (await _service.AcquireAsync(default, Some.LockRequest(1))).Violation!.Field);

    /// <summary>A queue that is full passes: the request asks again while it has time to wait.</summary>
    [Fact]
    public async Task Acquire_BeyondTheWaiters_IsGrantedWhenTheQueueHasRoom()
    {
        var clock = new SimClock();
        using var service = new LocalLockService(
            new LocalLockOptions { Limits = LockLimits.Default with { MaxWaiters = 1 } }, clock);
        var holder = (await service.AcquireAsync(Some.Key, Some.LockRequest(1))).Grant!;
        var waiter = service.AcquireAsync(Some.Key, Some.LockRequest(2, wait: 60)).AsTask();
        var beyond = service.AcquireAsync(Some.Key, Some.LockRequest(3, wait: 60)).AsTask();
        var impatient = service.AcquireAsync(Some.Key, Some.LockRequest(4, wait: 1)).AsTask();

        clock.Advance(5);
        Assert.Equal("waiters", (await impatient.Soon()).Violation!.Field);
        await service.ReleaseAsync(Some.Key, holder.LeaseId);
        await service.ReleaseAsync(Some.Key, (await waiter.Soon()).Grant!.LeaseId);
        clock.Advance(5);

        Assert.True((await beyond.Soon()).IsGranted);
    }

    [Fact]
    public async Task Renew_BeyondALimit_IsRejectedAndTheLeaseStays()
    {
        var grant = (await _service.AcquireAsync(Some.Key, Some.LockRequest(1))).Grant!;
        var reply = await _service.RenewAsync(Some.Key, grant.LeaseId, TimeSpan.FromHours(1));
        Assert.Equal((RenewOutcome.Rejected, "ttlMs"), (reply.Outcome, reply.Violation!.Field));
        Assert.Equal(RenewOutcome.Renewed, (await _service.RenewAsync(Some.Key, grant.LeaseId, grant.Ttl)).Outcome);
    }

    [Fact]
    public async Task List_BeyondALimit_NamesTheField()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(
            async () => await _service.ListAsync(new LockQuery { Limit = 1001 }));
        Assert.Contains("limit is 1001", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_SayBoth()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new LocalLockService(new LocalLockOptions { IdleAfter = TimeSpan.Zero }));
        Assert.Contains(
            "IdleAfter is 0s; it must be 1s to 1h", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LocalLockService(
            new LocalLockOptions { Limits = LockLimits.Default with { MaxHolds = 0 } }));
    }
}
