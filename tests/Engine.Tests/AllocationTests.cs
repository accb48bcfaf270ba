using LockActors.TestKit;

namespace LockActors.Engine.Tests;

public class AllocationTests
{
    private const int Pairs = 1_000;

    private static readonly LockRequest[] Requests =
        [.. Enumerable.Range(1, Pairs).Select(static pair => new LockRequest { Id = Some.Request(pair) })];

    [Fact]
    public void AcquireAndRelease_WithoutContention_AllocateNothing()
    {
        var machine = new LockMachine(LockLimits.Default);
        var time = TimeSpan.FromSeconds(1);
        RunPairs(machine, ref time);

        var before = GC.GetAllocatedBytesForCurrentThread();
        RunPairs(machine, ref time);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void RunPairs(LockMachine machine, ref TimeSpan time)
    {
        var granted = 0;
        for (var pair = 1; pair <= Pairs; pair++)
        {
            time += TimeSpan.FromMilliseconds(1);
            var now = new Moment(time, time.Ticks);
            var (request, lease) = (Requests[pair - 1], Some.Lease(pair));
            machine.Acquire(new CallId(pair), request, lease, now);
            granted += machine.StoreDone(now).Answers[0].Kind == AnswerKind.Granted ? 1 : 0;
            machine.Release(new CallId(pair), lease, request.Id, now);
            machine.StoreDone(now);
        }

        Assert.True(granted == Pairs);
    }
}
