using LockActors.TestKit;

namespace LockActors.Client.Tests.Recipes;

public class RunTests : HandleTestBase
{
    [Fact]
    public async Task Run_HoldsTheLockWhileTheWorkRunsAndReturnsItsResult()
    {
        var token = await Client.RunAsync(Some.Key, async (handle, _) =>
        {
            await Task.Yield();
            Assert.True(handle.IsHeld);
            Assert.Empty(Service.Releases);
            return handle.Token;
        });
        Assert.Equal(1, token.Value);
        Assert.Single(Service.Releases);
    }

    [Fact]
    public async Task Run_WhenTheLockIsLost_CancelsTheWorkAndSaysWhy()
    {
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Lost, Reason: EndReason.Revoked));
        var run = Client.RunAsync(Some.Key, (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, Clock, token));
        Clock.Advance(10);
        var error = await Assert.ThrowsAsync<LockLostException>(() => run.Soon());
        Assert.Equal((EndReason.Revoked, Some.Key), (error.Reason, error.Key));
        Assert.IsAssignableFrom<OperationCanceledException>(error.InnerException);
    }

    [Fact]
    public async Task Run_WhenTheCallerCancels_ThrowsThatAndReleases()
    {
        using var source = new CancellationTokenSource();
        var run = Client.RunAsync(
            Some.Key, (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, Clock, token), null, source.Token);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Soon());
        Assert.Single(Service.Releases);
    }

    [Fact]
    public async Task Run_WhenTheWorkThrows_ThrowsThatAndReleases()
    {
        await Assert.ThrowsAsync<IOException>(
            () => Client.RunAsync(Some.Key, (_, _) => Task.FromException(new IOException("cut"))).Soon());
        Assert.Single(Service.Releases);
    }

    [Fact]
    public async Task Run_WhenNotGranted_DoesNotBegin()
    {
        Service.OnAcquire = (_, _) => new(new AcquireReply(LockOutcome.TimedOut));
        await Assert.ThrowsAsync<LockTimeoutException>(
            () => Client.RunAsync(Some.Key, (_, _) => throw new InvalidOperationException("begun")).Soon());
    }
}
