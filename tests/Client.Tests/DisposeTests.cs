using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>A client that is disposed of while its locks are wanted, waited for and held.</summary>
public class DisposeTests : HandleTestBase
{
    [Fact]
    public async Task Acquire_AfterDispose_IsRefused()
    {
        Client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Client.AcquireAsync(Some.Key).Soon());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Client.TryAcquireAsync(Some.Key));
        Assert.Empty(Service.Acquires);
    }

    [Fact]
    public void LostToken_OfALockHeldAfterDispose_IsCancelledAtTheLocalDeadline()
    {
        var handle = Take();
        var token = handle.LostToken;
        Clock.Advance(15);
        Client.Dispose();
        Clock.Advance(Validity - TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.Equal([10], SecondsOf(Service.Renewals));
        Assert.False(token.IsCancellationRequested);
        Clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(token.IsCancellationRequested);
        Assert.Equal(0, Clock.ArmedTimers);
    }

    [Fact]
    public async Task Handle_HeldAfterDispose_CanBeReleased()
    {
        var handle = Take();
        Client.Dispose();
        Assert.True(await handle.ReleaseAsync());
        Assert.Single(Service.Releases);
    }

    [Fact]
    public async Task Acquire_UnderWayAtDispose_EndsAndIsTakenBack()
    {
        var gate = new TaskCompletionSource<AcquireReply>();
        Service.OnAcquire = (_, _) => new(gate.Task);
        var first = Client.AcquireAsync(Some.Key).AsTask();
        var behind = Client.AcquireAsync(Some.Key).AsTask();
        Client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.Soon());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => behind.Soon());
        Assert.Equal(Assert.Single(Service.Acquires).Id, Assert.Single(Service.Cancels));
    }

    [Fact]
    public async Task Waiter_BehindAHolderAtDispose_Ends()
    {
        var handle = Take();
        var waiting = Client.AcquireAsync(Some.Key).AsTask();
        Client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.Soon());
        Assert.True(handle.IsHeld);
        Assert.True(await handle.ReleaseAsync());
        Assert.Single(Service.Releases);
    }

    [Fact]
    public async Task Acquire_ThatWouldTryAgainAfterDispose_Ends()
    {
        Service.OnAcquire = (_, _) => new(new AcquireReply(LockOutcome.Unavailable));
        var acquire = Client.AcquireAsync(Some.Key).AsTask();
        Client.Dispose();
        Clock.Advance(0.1);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => acquire.Soon());
        Assert.Single(Service.Acquires);
    }
}
