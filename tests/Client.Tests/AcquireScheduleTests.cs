using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>How a wait is cut into attempts.</summary>
public sealed class AcquireScheduleTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(100);

    [Fact]
    public void Next_OfALaterCall_SaysHowLongTheRequestHasWaited()
    {
        var request = Some.LockRequest(1, wait: 60);
        var wait = new AcquireSchedule(request, TimeSpan.FromSeconds(20), default, Start);

        var first = wait.Next(Start);
        var second = wait.Next(Start + TimeSpan.FromSeconds(20));
        var last = wait.Next(Start + TimeSpan.FromSeconds(61));

        Assert.Equal(new AttemptTimes(TimeSpan.Zero, TimeSpan.FromSeconds(20)), first);
        Assert.Equal(new AttemptTimes(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20)), second);
        Assert.True(last.WaitedFor < request.Wait);
    }

    [Fact]
    public void Next_OfARequestThatHadWaitedBefore_GoesOnCounting()
    {
        var request = Some.LockRequest(1, wait: 60) with { WaitedFor = TimeSpan.FromSeconds(5) };
        var wait = new AcquireSchedule(request, TimeSpan.FromSeconds(20), default, Start);

        Assert.Equal(TimeSpan.FromSeconds(5), wait.Next(Start).WaitedFor);
        Assert.Equal(TimeSpan.FromSeconds(7), wait.Next(Start + TimeSpan.FromSeconds(2)).WaitedFor);
    }
}
