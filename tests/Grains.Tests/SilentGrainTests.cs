using LockActors.Client.Orleans;
using LockActors.Contracts;
using LockActors.TestKit;
using NSubstitute;
using NSubstitute.Extensions;

namespace LockActors.Grains.Tests;

/// <summary>Calls without an answer, as when a gateway or a silo is lost with the message.</summary>
public sealed class SilentGrainTests
{
    [Fact]
    public async Task Push_WhileAPollIsNotAnswered_IsHeard()
    {
        var (clock, calls, observer) = (new SimClock(), 0, (ILockObserver?)null);
        var grain = Substitute.For<ILockGrain>();
        grain.ReturnsForAll(call =>
        {
            observer = call.Arg<AcquireCall>().Observer ?? observer;
            return Interlocked.Increment(ref calls) <= 2
                ? new ValueTask<AcquireResult>(new AcquireResult { Outcome = LockOutcome.Queued, Position = 1 })
                : new ValueTask<AcquireResult>(new TaskCompletionSource<AcquireResult>().Task);
        });
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<ILockGrain>("silent").Returns(grain);
        grains.CreateObjectReference<ILockObserver>(Arg.Any<IGrainObserver>())
            .Returns(call => (ILockObserver)call.Arg<IGrainObserver>());
        using var service = new OrleansLockService(grains, time: clock);
        var request = new LockRequest
        {
            Id = RequestId.New(),
            Wait = TimeSpan.FromMinutes(5),
            NeedsConfirm = true,
        };
        var waiting = service.AcquireAsync("silent", request).AsTask();
        await Poll.UntilAsync(() => clock.ArmedTimers == 1, "the wait", TimeSpan.FromSeconds(20));
        clock.Advance(1);
        await Poll.UntilAsync(() => Volatile.Read(ref calls) == 3, "the poll", TimeSpan.FromSeconds(20));

        await observer!.OnGrantedAsync(new GrantNotice
        {
            RequestId = request.Id.Value,
            Key = "silent",
            LeaseId = Guid.NewGuid(),
            Token = 7,
            TokenBlock = 1,
            Ttl = TimeSpan.FromSeconds(30),
            ValidFor = TimeSpan.FromSeconds(3),
        });

        Assert.Equal(7, (await waiting.Soon()).Grant!.Token.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Hold_OfAGrainThatAnswersNoMore_EndsInTime(int holdSeconds)
    {
        var (clock, calls) = (new SimClock(), 0);
        var grain = Substitute.For<ILockGrain>();
        grain.ReturnsForAll(_ => Interlocked.Increment(ref calls) <= 2 && holdSeconds > 0
            ? new ValueTask<AcquireResult>(new AcquireResult { Outcome = LockOutcome.Queued, Position = 1 })
            : ValueTask.FromException<AcquireResult>(new TimeoutException("no answer")));
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<ILockGrain>("silent").Returns(grain);
        grains.CreateObjectReference<ILockObserver>(Arg.Any<IGrainObserver>())
            .Returns(call => (ILockObserver)call.Arg<IGrainObserver>());
        using var service = new OrleansLockService(grains, time: clock);

        var held = service.AcquireAsync("silent", new LockRequest
        {
            Id = RequestId.New(),
            Wait = TimeSpan.FromMinutes(5),
            Hold = TimeSpan.FromSeconds(holdSeconds),
        }).AsTask();
        for (var second = 0; second < holdSeconds; second++)
        {
            await Poll.UntilAsync(
                () => held.IsCompleted || clock.ArmedTimers == 1, "the wait", TimeSpan.FromSeconds(20));
            clock.Advance(1);
        }

        Assert.Equal(LockOutcome.Unavailable, (await held.Soon()).Outcome);
    }
}
