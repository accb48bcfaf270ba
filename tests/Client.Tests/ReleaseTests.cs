using System.Collections.Concurrent;
using LockActors.TestKit;

namespace LockActors.Client.Tests;

public class ReleaseTests : HandleTestBase
{
    private static readonly ReleaseReply Unavailable = new(ReleaseOutcome.Unavailable);

    [Fact]
    public async Task Release_SendsOnceAndStopsRenewing()
    {
        var handle = Take();
        var lost = handle.LostToken;
        Assert.True(await handle.ReleaseAsync());
        Assert.False(await handle.ReleaseAsync());
        await handle.DisposeAsync();
        Clock.Advance(60);

        Assert.Single(Service.Releases);
        Assert.Empty(Service.Renewals);
        Assert.False(handle.IsHeld);
        Assert.Equal((lost, false), (handle.LostToken, lost.IsCancellationRequested));
    }

    [Fact]
    public async Task LostToken_ReadFirstAfterTheRelease_IsCancelled()
    {
        var handle = Take();
        await handle.ReleaseAsync();

        Assert.True(handle.LostToken.IsCancellationRequested);
    }

    [Fact]
    public async Task Dispose_WithoutAnAnswer_WaitsAQuarterOfASecondAndGoesOnBehind()
    {
        Service.OnRelease = () => new(new TaskCompletionSource<ReleaseReply>().Task);
        var dispose = Take().DisposeAsync().AsTask();
        Clock.Advance(0.24);
        Assert.False(dispose.IsCompleted);

        Clock.Advance(0.02);
        await dispose.Soon();
        Service.OnRelease = () => new(new ReleaseReply(ReleaseOutcome.Released));
        Clock.Advance(5);

        Assert.Single(Service.Releases);
    }

    [Fact]
    public async Task Dispose_OfALockThatWasLost_WaitsForNothing()
    {
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Unavailable));
        Service.OnRelease = () => new(new TaskCompletionSource<ReleaseReply>().Task);
        var disposed = Take();
        Clock.Advance(60);

        Assert.True(disposed.DisposeAsync().AsTask().IsCompletedSuccessfully);

        // It may still stand at the service, which its own clock called over.
        Assert.Single(Service.Releases);
    }

    [Fact]
    public async Task Release_RacingARenewal_Wins()
    {
        var gate = new TaskCompletionSource<RenewReply>();
        Service.OnRenew = _ => new(gate.Task);
        var handle = Take();
        var lost = handle.LostToken;
        Clock.Advance(10);
        Assert.True(await handle.ReleaseAsync());

        Inline.Run(() => gate.SetResult(Service.Renewed(TimeSpan.FromSeconds(30))));

        Assert.False(handle.IsHeld);
        Clock.Advance(60);
        Assert.Single(Service.Renewals);
        Assert.False(lost.IsCancellationRequested);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Release_ThatFails_IsTriedWithGrowingPausesAndGivenUp(bool throws)
    {
        Service.OnRelease = () => throws ? throw new IOException("cut") : new(Unavailable);
        var release = Take().ReleaseAsync().AsTask();
        Clock.Advance(60);

        Assert.False(await release.Soon());
        Assert.Equal([0, 0.05, 0.15, 0.35, 0.75, 1.55, 3.15], SecondsOf(Service.Releases));
    }

    [Fact]
    public async Task Release_ThatFailsOnce_SucceedsLater()
    {
        Service.OnRelease = () =>
            new(Service.Releases.Count < 3 ? Unavailable : new ReleaseReply(ReleaseOutcome.Released));
        var release = Take().ReleaseAsync().AsTask();
        Clock.Advance(1);
        Assert.True(await release.Soon());
    }

    [Fact]
    public async Task Release_ThatIsNeverAnswered_IsGivenUpAfterTheCleanupTimeout()
    {
        Service.OnRelease = () => new(new TaskCompletionSource<ReleaseReply>().Task);
        var release = Take().ReleaseAsync().AsTask();
        Clock.Advance(5.1);
        Assert.False(await release.Soon());
    }

    [Fact]
    public async Task Dispose_NeverThrows()
    {
        Service.OnRelease = () => throw new IOException("cut");
        var dispose = Take().DisposeAsync().AsTask();
        Clock.Advance(60);
        await dispose.Soon();
    }

    [Fact]
    public async Task Release_Cancelled_EndsTheWaitAndGoesOn()
    {
        Service.OnRelease = () =>
            new(Service.Releases.Count < 2 ? Unavailable : new ReleaseReply(ReleaseOutcome.Released));
        using var source = new CancellationTokenSource();
        var release = Take().ReleaseAsync(source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => release.Soon());
        Clock.Advance(1);
        Assert.Equal(2, Service.Releases.Count);
    }

    [Fact]
    public async Task Release_WhenLostByTheOwnClock_IsStillSent()
    {
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Unavailable));
        Service.OnRelease = () => new(new ReleaseReply(ReleaseOutcome.NotHeld, EndReason.Expired));
        var handle = Take();
        Clock.Advance(60);
        Assert.False(await handle.ReleaseAsync());
        Assert.Single(Service.Releases);
    }

    [Fact]
    public async Task Release_WhenTheServiceSaidLost_IsNotSent()
    {
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Lost, Reason: EndReason.Revoked));
        var handle = Take();
        Clock.Advance(10);
        Assert.False(await handle.ReleaseAsync());
        Assert.Empty(Service.Releases);
    }

    [Fact]
    public async Task Release_AfterAFrozenProcess_IsTriedOnceMoreAndItsAnswerCounts()
    {
        Service.OnRelease = () =>
            new(Service.Releases.Count < 2 ? Unavailable : new ReleaseReply(ReleaseOutcome.Released));
        var release = Take().ReleaseAsync().AsTask();
        Clock.Pause(TimeSpan.FromSeconds(10));
        Clock.FireDue();
        Assert.True(await release.Soon());
        Assert.Equal([0, 10], SecondsOf(Service.Releases));
    }

    /// <summary>Callbacks that block must not take the threads that other locks are renewed by.</summary>
    [Fact]
    public async Task LostToken_RunsItsCallbacksOnThreadsOfTheirOwn()
    {
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Unavailable));
        using var goOn = new ManualResetEventSlim();
        var pooled = new ConcurrentQueue<bool>();
        for (var i = 0; i < 20; i++)
        {
            (await Client.AcquireAsync($"key-{i}")).LostToken.Register(() =>
            {
                pooled.Enqueue(Thread.CurrentThread.IsThreadPoolThread);
                goOn.Wait();
            });
        }

        Clock.Advance(60);

        Assert.True(SpinWait.SpinUntil(() => pooled.Count == 20, TimeSpan.FromSeconds(20)));
        goOn.Set();
        Assert.DoesNotContain(true, pooled);
    }
}
