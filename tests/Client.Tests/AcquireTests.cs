using LockActors.TestKit;

namespace LockActors.Client.Tests;

public class AcquireTests : HandleTestBase
{
    private static readonly AcquireReply Unavailable = new(LockOutcome.Unavailable);

    [Fact]
    public async Task Acquire_WhenNotGranted_ThrowsWithTheWait()
    {
        Service.OnAcquire = (_, _) => new(new AcquireReply(LockOutcome.TimedOut));
        var error = await Assert.ThrowsAsync<LockTimeoutException>(async () => await Client.AcquireAsync(Some.Key));
        Assert.Equal((Some.Key, TimeSpan.FromSeconds(30)), (error.Key, error.Waited));
    }

    [Theory]
    [InlineData(LockOutcome.Busy)]
    [InlineData(LockOutcome.TimedOut)]
    public async Task TryAcquire_WhenNotGranted_IsNull(LockOutcome outcome)
    {
        Service.OnAcquire = (_, _) => new(new AcquireReply(outcome));
        Assert.Null(await Client.TryAcquireAsync(Some.Key));
        Assert.Equal(TimeSpan.Zero, Assert.Single(Service.Acquires).Wait);
    }

    [Fact]
    public async Task Acquire_WhenRejected_ThrowsWithTheLimit()
    {
        Service.OnAcquire = (_, _) => new(AcquireReply.Reject(new LimitViolation("ttlMs", "too long")));
        var error = await Assert.ThrowsAsync<LockRejectedException>(async () => await Client.AcquireAsync(Some.Key));
        Assert.Equal("ttlMs", error.Violation.Field);
    }

    [Fact]
    public async Task Acquire_WithAMaxHoldOfNothing_IsRejected()
    {
        var options = new AcquireOptions { MaxHold = TimeSpan.Zero };
        var error = await Assert.ThrowsAsync<LockRejectedException>(async () =>
            await Client.AcquireAsync(Some.Key, options));
        Assert.Equal("maxHold", error.Violation.Field);
        Assert.Empty(Service.Acquires);
    }

    [Fact]
    public async Task Acquire_WhenUnavailable_TriesAgainWithinTheWaitAndTakesItBackOnce()
    {
        Service.OnAcquire = (_, _) => new(Unavailable);
        var acquire = Client.AcquireAsync(Some.Key, new AcquireOptions { Wait = TimeSpan.FromSeconds(1) }).AsTask();
        Clock.Advance(2);

        await Assert.ThrowsAsync<LockUnavailableException>(() => acquire.Soon());
        Assert.InRange(Service.Acquires.Count, 4, 7);
        Assert.All(Service.Acquires, request => Assert.True(request.WaitedFor < request.Wait));
        var id = Assert.Single(Service.Acquires.Select(request => request.Id).Distinct());
        Assert.Equal(id, Assert.Single(Service.Cancels));
    }

    [Fact]
    public async Task TryAcquire_WhenUnavailable_ThrowsAtOnce()
    {
        Service.OnAcquire = (_, _) => new(Unavailable);
        await Assert.ThrowsAsync<LockUnavailableException>(async () => await Client.TryAcquireAsync(Some.Key));
        Assert.Single(Service.Cancels);
    }

    [Fact]
    public async Task Acquire_WhenUnavailableOnce_GetsTheLockLater()
    {
        Service.OnAcquire = (request, _) => new(Service.Acquires.Count == 1 ? Unavailable : Service.Granted(request));
        var acquire = Client.AcquireAsync(Some.Key).AsTask();
        Clock.Advance(0.1);
        Assert.True((await acquire.Soon()).IsHeld);
    }

    [Fact]
    public async Task Cleanup_ThatFails_IsTriedUntilItsTimeIsOver()
    {
        Service.OnAcquire = (_, _) => new(Unavailable);
        Service.OnCancel = () => Service.Cancels.Count == 1 ? throw new IOException("cut")
            : new(Service.Cancels.Count < 4 ? CancelOutcome.Unavailable : CancelOutcome.Cancelled);
        await Assert.ThrowsAsync<LockUnavailableException>(async () => await Client.TryAcquireAsync(Some.Key));
        Clock.Advance(10);
        Assert.Equal(4, Service.Cancels.Count);
    }

    [Fact]
    public async Task Acquire_WhenTheServiceThrows_CleansUpAndThrowsThat()
    {
        Service.OnAcquire = (_, _) => throw new IOException("cut");
        await Assert.ThrowsAsync<IOException>(async () => await Client.AcquireAsync(Some.Key));
        Assert.Equal(Assert.Single(Service.Acquires).Id, Assert.Single(Service.Cancels));
    }

    [Fact]
    public async Task Acquire_Cancelled_ThrowsThat()
    {
        Service.OnAcquire = (_, token) => new(Task.FromCanceled<AcquireReply>(token));
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Client.AcquireAsync(Some.Key, cancellationToken: cancelled));
    }

    [Fact]
    public async Task Acquire_CancelledAfterTheGrant_KeepsTheLock()
    {
        using var source = new CancellationTokenSource();
        var handle = await Client.AcquireAsync(Some.Key, cancellationToken: source.Token);
        source.Cancel();
        Clock.Advance(60);
        Assert.True(handle.IsHeld);
        Assert.False(handle.LostToken.IsCancellationRequested);
    }

    [Fact]
    public void Acquire_WhenTheGrantComesLate_AsksHowMuchTimeThereIs()
    {
        Service.OnAcquire = (request, _) =>
            new(Service.Granted(request, countedFrom: Start - TimeSpan.FromSeconds(20)));
        var handle = Take();
        Assert.Single(Service.Confirms);
        Assert.Equal(Validity, handle.ValidFor);
    }

    [Fact]
    public void Acquire_WhenALateGrantIsLost_AsksOnceMore()
    {
        Service.OnAcquire = (request, _) => new(Service.Granted(
            request, countedFrom: Service.Acquires.Count == 1 ? Start - TimeSpan.FromSeconds(20) : null));
        Service.OnConfirm = () => new(new RenewReply(RenewOutcome.Lost, Reason: EndReason.Expired));
        Assert.True(Take().IsHeld);
        Assert.Distinct(Service.Acquires.Select(request => request.Id));
        Assert.Equal((2, 0), (Service.Acquires.Count, Service.Cancels.Count));
    }

    [Fact]
    public async Task Acquire_WhenTheConfirmationOfALateGrantThrows_CleansUp()
    {
        Service.OnAcquire = (request, _) =>
            new(Service.Granted(request, countedFrom: Start - TimeSpan.FromSeconds(20)));
        Service.OnConfirm = () => throw new IOException("cut");
        await Assert.ThrowsAsync<IOException>(async () => await Client.AcquireAsync(Some.Key));
        Assert.Single(Service.Cancels);
    }

    [Fact]
    public void Provisional_IsConfirmedInTheBackground()
    {
        Service.OnAcquire = (request, _) => new(Service.Granted(request, confirmed: false));
        var handle = Take();
        Assert.True(handle.ValidFor < TimeSpan.FromSeconds(2));

        Clock.FireDue();

        Assert.Equal([0], SecondsOf(Service.Confirms));
        Assert.Equal(Validity, handle.ValidFor);
        Clock.Advance(15);
        Assert.Equal([10], SecondsOf(Service.Renewals));
    }

    [Fact]
    public void Provisional_WithoutAnAnswer_IsConfirmedAgainAndLostAfterItsWindow()
    {
        Service.OnAcquire = (request, _) => new(Service.Granted(request, confirmed: false));
        Service.OnConfirm = () => new(new RenewReply(RenewOutcome.Unavailable));
        var handle = Take(new AcquireOptions { Renewal = Renewal.Manual });
        Clock.Advance(1.9);
        Assert.True(handle.IsHeld);
        Assert.True(Service.Confirms.Count > 3);
        Clock.Advance(0.1);
        Assert.True(handle.LostToken.IsCancellationRequested);
        Assert.Empty(Service.Renewals);
    }

    [Fact]
    public async Task Acquire_ThatTriesAgainAfterAFrozenProcess_DoesNotAskForLessThanNoWait()
    {
        Service.OnAcquire = (_, _) => new(Service.Acquires.Count == 1 ? Unavailable : new(LockOutcome.Busy));
        var acquire = Client.TryAcquireAsync(Some.Key, new() { Wait = TimeSpan.FromSeconds(1) }).AsTask();
        Clock.Pause(TimeSpan.FromSeconds(60));
        Clock.FireDue();
        Assert.Null(await acquire.Soon());
        Assert.Equal(2, Service.Acquires.Count);
        Assert.Equal(TimeSpan.Zero, Service.Acquires[1].Hold);
        Assert.True(Service.Acquires[1].WaitedFor < Service.Acquires[1].Wait);
    }
}
