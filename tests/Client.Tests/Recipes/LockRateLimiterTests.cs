using LockActors.TestKit;

namespace LockActors.Client.Tests.Recipes;

public class LockRateLimiterTests : HandleTestBase
{
    [Fact]
    public async Task Acquire_TakesTheLockAndDisposeReleasesIt()
    {
        await using var limiter = new LockRateLimiter(Client, Some.Key);
        using (var lease = await limiter.AcquireAsync())
        {
            Assert.True(lease.IsAcquired);
            Assert.True(lease.TryGetMetadata(LockRateLimiter.Handle, out var handle));
            Assert.True(handle!.IsHeld);
            Assert.Equal(0, limiter.GetStatistics()!.CurrentAvailablePermits);
            Assert.False(limiter.AttemptAcquire().IsAcquired);
            Assert.False(limiter.AttemptAcquire(0).IsAcquired);
        }

        Assert.Single(Service.Releases);
        Assert.True(limiter.AttemptAcquire(0).IsAcquired);
        Assert.Equal(1, limiter.GetStatistics()!.CurrentAvailablePermits);
    }

    [Fact]
    public async Task Acquire_WhenBusy_IsRefused()
    {
        Service.OnAcquire = (_, _) => new(new AcquireReply(LockOutcome.TimedOut));
        await using var limiter = new LockRateLimiter(Client, Some.Key);
        using var lease = await limiter.AcquireAsync();
        Assert.False(lease.IsAcquired);
        Assert.False(lease.TryGetMetadata(LockRateLimiter.Handle, out _));
        Assert.Equal(1, limiter.GetStatistics()!.TotalFailedLeases);
    }

    [Fact]
    public async Task AttemptAcquire_WithoutAnAnswerAtOnce_SaysNoAndGivesTheGrantBack()
    {
        var gate = new TaskCompletionSource<AcquireReply>();
        Service.OnAcquire = (_, _) => new(gate.Task);
        await using var limiter = new LockRateLimiter(Client, Some.Key);
        using var lease = limiter.AttemptAcquire();
        Assert.False(lease.IsAcquired);
        gate.SetResult(Service.Granted(Service.Acquires[0]));
        await Poll.UntilAsync(() => Service.Releases.Count == 1, "the release", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Acquire_OfMoreThanOne_IsRefused()
    {
        await using var limiter = new LockRateLimiter(Client, Some.Key);
        Assert.Throws<ArgumentOutOfRangeException>(() => limiter.AttemptAcquire(2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await limiter.AcquireAsync(2));
    }
}
