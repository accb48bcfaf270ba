namespace LockActors.Client.Tests;

public class ManualRenewalTests : HandleTestBase
{
    private readonly AcquireOptions _manual = new() { Renewal = Renewal.Manual };

    [Fact]
    public async Task Manual_RenewsOnlyWhenTold()
    {
        var handle = Take(_manual);
        Clock.Advance(20);
        Assert.Empty(Service.Renewals);

        await handle.RenewAsync();

        Assert.Equal(Validity, handle.ValidFor);
        Clock.Advance(29);
        Assert.True(handle.IsHeld);
        Clock.Advance(1);
        Assert.True(handle.LostToken.IsCancellationRequested);
        Assert.Single(Service.Renewals);
    }

    [Fact]
    public async Task Renew_WhenLost_ThrowsWithTheReason()
    {
        var handle = Take(_manual);
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Lost, Reason: EndReason.Revoked));
        Assert.Equal(EndReason.Revoked, (await Assert.ThrowsAsync<LockLostException>(async () =>
            await handle.RenewAsync())).Reason);
        Assert.False(handle.IsHeld);
    }

    [Fact]
    public async Task Renew_WithoutAnAnswer_ThrowsAndTheLockStays()
    {
        var handle = Take(_manual);
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Unavailable));
        await Assert.ThrowsAsync<LockUnavailableException>(async () => await handle.RenewAsync());
        Assert.True(handle.IsHeld);
    }

    [Fact]
    public async Task Renew_BeyondALimit_ThrowsWithTheLimitAndTheLockStays()
    {
        var handle = Take(_manual);
        Service.OnRenew = _ =>
            new(new RenewReply(RenewOutcome.Rejected, Violation: new LimitViolation("ttlMs", "too long")));
        var error = await Assert.ThrowsAsync<LockRejectedException>(async () => await handle.RenewAsync());
        Assert.Equal("ttlMs", error.Violation.Field);
        Assert.True(handle.IsHeld);
    }

    [Fact]
    public async Task Renew_AfterTheRelease_ThrowsThatItWasReleased()
    {
        var handle = Take(_manual);
        await handle.ReleaseAsync();
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Lost));
        Assert.Equal(EndReason.Released, (await Assert.ThrowsAsync<LockLostException>(async () =>
            await handle.RenewAsync())).Reason);
    }

    [Fact]
    public async Task Renew_AnsweredAfterTheDeadline_ThrowsThatItIsLost()
    {
        var handle = Take(_manual);
        var gate = new TaskCompletionSource<RenewReply>();
        Service.OnRenew = _ => new(gate.Task);
        var renew = handle.RenewAsync().AsTask();
        Clock.Advance(31);
        gate.SetResult(Service.Renewed(TimeSpan.FromSeconds(30)));
        Assert.Equal(EndReason.Expired, (await Assert.ThrowsAsync<LockLostException>(() => renew)).Reason);
    }
}
