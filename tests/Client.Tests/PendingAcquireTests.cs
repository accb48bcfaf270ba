using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>What becomes of a request above its transport: tried again, taken back, confirmed.</summary>
public sealed class PendingAcquireTests
{
    private static readonly AcquireReply Unavailable = new(LockOutcome.Unavailable);
    private static readonly AcquireReply Queued = new(LockOutcome.Queued, Position: 1);

    private readonly SimClock _clock = new();
    private readonly ScriptedLockService _service;

    public PendingAcquireTests() => _service = new ScriptedLockService(_clock);

    [Fact]
    public async Task Outage_ThatEnds_IsSurvivedByTheSameRequest()
    {
        _service.OnAcquire = (request, _) => new(
            _service.Acquires.Count < 3 ? Unavailable : _service.Granted(request));

        var acquire = AcquireAsync(Some.LockRequest(1, wait: 10));
        _clock.Advance(1);

        Assert.True((await acquire.Soon()).IsGranted);
        Assert.Single(_service.Acquires.Select(request => request.Id).Distinct());
        Assert.Equal(3, _service.Acquires.Count);
        Assert.Empty(_service.Cancels);
    }

    [Fact]
    public async Task Outage_ThatOutlastsTheWait_IsUnavailableAndTakenBackOnce()
    {
        _service.OnAcquire = (_, _) => new(Unavailable);

        var acquire = AcquireAsync(Some.LockRequest(1, wait: 1));
        _clock.Advance(20);

        Assert.Equal(LockOutcome.Unavailable, (await acquire.Soon()).Outcome);
        Assert.Equal(Some.LockRequest(1).Id, Assert.Single(_service.Cancels));
    }

    [Fact]
    public async Task Unavailable_ForACallerThatComesBack_IsNotTakenBack()
    {
        _service.OnAcquire = (_, _) => new(Unavailable);

        var reply = await AcquireAsync(Some.LockRequest(1) with { OutlivesCall = true }).Soon();

        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
        Assert.Empty(_service.Cancels);
    }

    [Theory]
    [InlineData(CancelOutcome.Cancelled, LockOutcome.TimedOut)]
    [InlineData(CancelOutcome.Unknown, LockOutcome.TimedOut)]
    [InlineData(CancelOutcome.Unavailable, LockOutcome.Unavailable)]
    public async Task Wait_ThatEnds_IsTimedOutOnlyWhenTheRequestIsTakenBack(CancelOutcome cancel, LockOutcome outcome)
    {
        _service.OnAcquire = (_, _) => new(Queued);
        _service.OnCancel = () => new(cancel);

        var acquire = AcquireAsync(Some.LockRequest(1, wait: 1));
        _clock.Advance(20);

        Assert.Equal(outcome, (await acquire.Soon()).Outcome);
    }

    [Fact]
    public async Task Hold_ThatEnds_LeavesTheRequestInItsPlace()
    {
        _service.OnAcquire = (_, _) => new(Queued);

        var acquire = AcquireAsync(Some.LockRequest(1, wait: 60, hold: 1));
        _clock.Advance(2);

        Assert.Equal((LockOutcome.Queued, 1), ((await acquire.Soon()).Outcome, (await acquire).Position));
        Assert.Empty(_service.Cancels);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task ProvisionalGrant_IsConfirmedForACallerThatDoesNot(bool callerConfirms, int confirms)
    {
        _service.OnAcquire = (request, _) => new(_service.Granted(request, confirmed: false));

        var reply = await AcquireAsync(Some.LockRequest(1, confirm: callerConfirms)).Soon();

        Assert.Equal(!callerConfirms, reply.Grant!.Confirmed);
        Assert.Equal(confirms, _service.Confirms.Count);
    }

    [Fact]
    public async Task ProvisionalGrant_WhoseConfirmationIsNotAnswered_IsTakenBack()
    {
        _service.OnAcquire = (request, _) => new(_service.Granted(request, confirmed: false));
        _service.OnConfirm = () => new(new RenewReply(RenewOutcome.Unavailable));

        var reply = await AcquireAsync(Some.LockRequest(1)).Soon();

        Assert.Equal(LockOutcome.Unavailable, reply.Outcome);
        Assert.Single(_service.Cancels);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Cancelled_IsTakenBackUnlessItOutlivesItsCall(bool outlives, int cancels)
    {
        using var stop = new CancellationTokenSource();
        var gate = new TaskCompletionSource<AcquireReply>();
        _service.OnAcquire = (_, _) => new(gate.Task);
        var acquire = AcquireAsync(Some.LockRequest(1, wait: 60) with { OutlivesCall = outlives }, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => acquire.Soon());
        Assert.Equal(cancels, _service.Cancels.Count);
    }

    [Fact]
    public async Task CancelledWhileTheGrantArrives_IsTakenBack()
    {
        using var stop = new CancellationTokenSource();
        _service.OnAcquire = (request, _) =>
        {
            stop.Cancel();
            return new(_service.Granted(request));
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AcquireAsync(Some.LockRequest(1), stop.Token));
        Assert.Single(_service.Cancels);
    }

    [Fact]
    public async Task Cancelled_WithoutAnAnswer_IsToldAfterAQuarterOfASecond()
    {
        using var stop = new CancellationTokenSource();
        _service.OnCancel = () => new(new TaskCompletionSource<CancelOutcome>().Task);
        var acquire = new CarefulAcquire(_service, Some.LockRequest(1), _clock).RunAsync(stop.Token).AsTask();

        await stop.CancelAsync();

        // The bound on the cancel, and the one on the caller's patience.
        Assert.True(SpinWait.SpinUntil(() => _clock.ArmedTimers == 2, TimeSpan.FromSeconds(20)));
        _clock.Advance(0.24);
        Assert.False(acquire.IsCompleted);
        _clock.Advance(0.02);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => acquire.Soon());
        Assert.Single(_service.Cancels);
    }

    private Task<AcquireReply> AcquireAsync(LockRequest request, CancellationToken cancellationToken = default) =>
        _service.AcquireAsync(Some.Key, request, cancellationToken).AsTask();

    /// <summary>A request that its caller takes back before it goes on, as a command does that ends then.</summary>
    private sealed class CarefulAcquire(ILockService service, LockRequest request, TimeProvider time)
        : PendingAcquire(service, Some.Key, request, time)
    {
        protected override bool UndoesBeforeItThrows => true;

        protected override async ValueTask<AcquireReply> AttemptAsync(
            AttemptTimes times, CancellationToken cancellationToken)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return default;
        }
    }
}
