using LockActors.TestKit;

namespace LockActors.Actors.Tests;

public sealed class LocalLockServiceTests : IDisposable
{
    private readonly SimClock _clock = new();
    private readonly LocalLockService _service;

    public LocalLockServiceTests() => _service = new LocalLockService(time: _clock);

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Acquire_WhenHeld_WaitsForTheRelease()
    {
        var first = await GrantAsync(1);
        var second = AcquireAsync(2, wait: 10);
        var third = AcquireAsync(3, wait: 10);
        Assert.Equal(2, (await _service.GetAsync(Some.Key)).WaiterCount);

        await _service.ReleaseAsync(Some.Key, first.LeaseId);

        var next = (await second.Soon()).Grant!;
        Assert.True(next.Token > first.Token);
        Assert.False(third.IsCompleted);
        await _service.ReleaseAsync(Some.Key, next.LeaseId, Some.Request(2));
        Assert.True((await third.Soon()).IsGranted);
    }

    [Fact]
    public async Task Acquire_WhenTheHolderIsSilent_IsWokenByTheTimer()
    {
        await AcquireAsync(1, ttl: 5).Soon();
        var second = AcquireAsync(2, wait: 60);

        _clock.Advance(Drift.GrantorDeadline(TimeSpan.Zero, TimeSpan.FromSeconds(5)) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(LockState.Held, (await _service.GetAsync(Some.Key)).State);
        _clock.Advance(0.002);
        Assert.True((await second.Soon()).IsGranted);
    }

    [Fact]
    public async Task Acquire_WhenItsWaitEnds_TimesOutByTheTimer()
    {
        await GrantAsync(1);
        var second = AcquireAsync(2, wait: 3);
        _clock.Advance(3);
        Assert.Equal(LockOutcome.TimedOut, (await second.Soon()).Outcome);
    }

    [Fact]
    public async Task Acquire_WhenItsHoldEnds_AnswersQueuedByTheTimer()
    {
        await GrantAsync(1);
        var second = _service.AcquireAsync(Some.Key, Some.LockRequest(2, wait: 30, hold: 2)).AsTask();
        _clock.Advance(2);
        Assert.Equal((LockOutcome.Queued, 1), ((await second.Soon()).Outcome, (await second).Position));
    }

    [Fact]
    public async Task Acquire_WithAHoldBeyondAllTime_IsHeldForTheWaitOnly()
    {
        await GrantAsync(1);
        var request = Some.LockRequest(2, wait: 3) with { Hold = TimeSpan.MaxValue };
        var second = _service.AcquireAsync(Some.Key, request).AsTask();
        _clock.Advance(3);
        Assert.Equal(LockOutcome.TimedOut, (await second.Soon()).Outcome);
    }

    [Fact]
    public async Task Acquire_AfterAFrozenProcess_ExpiresTheHolderFirst()
    {
        await AcquireAsync(1, ttl: 5).Soon();
        var second = AcquireAsync(2, wait: 60);
        _clock.Pause(TimeSpan.FromSeconds(20));
        Assert.False(second.IsCompleted);
        _clock.FireDue();
        Assert.True((await second.Soon()).IsGranted);
    }

    [Fact]
    public async Task Cancel_WhileQueued_EndsTheWaitAndLeavesNoWaiter()
    {
        await GrantAsync(1);
        using var source = new CancellationTokenSource();
        var second = _service.AcquireAsync(Some.Key, Some.LockRequest(2, wait: 10), source.Token).AsTask();
        source.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => second.Soon());
        Assert.Equal(0, (await _service.GetAsync(Some.Key)).WaiterCount);
    }

    [Fact]
    public async Task Cancel_BeforeTheCall_ChangesNothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _service.AcquireAsync(Some.Key, Some.LockRequest(1), cancelled).Soon());
        Assert.Equal(LockState.Free, (await _service.GetAsync(Some.Key)).State);
    }

    [Fact]
    public async Task Cancel_RacingTheGrant_EitherGivesTheGrantOrGivesItBack()
    {
        for (var round = 0; round < 500; round++)
        {
            var holder = await GrantAsync((round * 2) + 1);
            using var source = new CancellationTokenSource();
            var waiter = _service.AcquireAsync(
                Some.Key, Some.LockRequest((round * 2) + 2, wait: 10), source.Token).AsTask();

            await Task.WhenAll(
                Task.Run(source.Cancel),
                Task.Run(async () => await _service.ReleaseAsync(Some.Key, holder.LeaseId))).Soon();

            try
            {
                var reply = await waiter.Soon();
                Assert.True(reply.IsGranted);
                await _service.ReleaseAsync(Some.Key, reply.Grant.LeaseId);
            }
            catch (OperationCanceledException)
            {
            }

            Assert.Equal(LockState.Free, (await _service.GetAsync(Some.Key)).State);
        }
    }

    [Fact]
    public async Task Verbs_OnWhatIsNotThere_SayThatItIsNotHeld()
    {
        Assert.Equal(
            RenewOutcome.Lost, (await _service.RenewAsync(Some.Key, Some.Lease(1), TimeSpan.FromSeconds(1))).Outcome);
        Assert.Equal(RenewOutcome.Lost, (await _service.ConfirmAsync(Some.Key, Some.Lease(1))).Outcome);
        Assert.Equal(ReleaseOutcome.NotHeld, (await _service.ReleaseAsync(Some.Key, Some.Lease(1))).Outcome);
        Assert.Equal(CancelOutcome.Unknown, await _service.CancelAsync(Some.Key, Some.Request(1)));
        Assert.Equal(RevokeOutcome.NotHeld, await _service.RevokeAsync(Some.Key));
    }

    [Fact]
    public async Task Revoke_WithTheToken_EndsTheLease()
    {
        var grant = await GrantAsync(1);
        Assert.Equal(RevokeOutcome.Revoked, await _service.RevokeAsync(Some.Key, grant.Token));
        var renew = await _service.RenewAsync(Some.Key, grant.LeaseId, grant.Ttl);
        Assert.Equal((RenewOutcome.Lost, EndReason.Revoked), (renew.Outcome, renew.Reason));
    }

    [Fact]
    public async Task Get_ShowsTheHolderAndTheWaitersButNoSecret()
    {
        await _service.AcquireAsync(Some.Key, Some.LockRequest(1, holder: "alice"));
        _ = AcquireAsync(2, wait: 10);
        _clock.Advance(2);

        var found = await _service.GetAsync(Some.Key);

        Assert.Equal("alice", found.Holder!.Name);
        Assert.Equal(TimeSpan.FromSeconds(2), found.Holder.HeldFor);
        var waiter = Assert.Single(found.Waiters);
        Assert.Equal((1, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(8), true),
            (waiter.Position, waiter.WaitedFor, waiter.WaitLeft, waiter.Connected));
    }

    private Task<AcquireReply> AcquireAsync(int number, double wait = 0, double ttl = 30) =>
        _service.AcquireAsync(Some.Key, Some.LockRequest(number, wait, ttl: ttl)).AsTask();

    private async Task<LockGrant> GrantAsync(int number)
    {
        var reply = await AcquireAsync(number).Soon();
        Assert.True(reply.IsGranted);
        return reply.Grant;
    }
}
