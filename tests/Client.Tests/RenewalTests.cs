using LockActors.TestKit;

namespace LockActors.Client.Tests;

public class RenewalTests : HandleTestBase
{
    private static readonly RenewReply Unavailable = new(RenewOutcome.Unavailable);

    [Fact]
    public void Renewal_ComesEachTimeAThirdHasPassed()
    {
        var handle = Take();
        Clock.Advance(100);

        Assert.Equal([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], SecondsOf(Service.Renewals));
        Assert.True(handle.IsHeld);
        Assert.Equal(Validity, handle.ValidFor);
        Assert.Equal(Clock.GetUtcNow() + Validity, handle.ValidUntil);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void WallClock_ThatSteps_ChangesNeitherValidityNorRenewals(double seconds)
    {
        Service.OnRenew = _ => new(Unavailable);
        var handle = Take();
        Clock.StepWall(TimeSpan.FromSeconds(seconds));

        Assert.Equal(Validity, handle.ValidFor);
        Assert.Equal(Clock.GetUtcNow() + Validity, handle.ValidUntil);
        Clock.Advance(Validity - TimeSpan.FromTicks(1));
        Assert.Equal(10, SecondsOf(Service.Renewals)[0]);
        Assert.True(handle.IsHeld);
        Clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(handle.LostToken.IsCancellationRequested);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Renewal_ThatFails_IsTriedEverSoonerUntilValidityEnds(bool throws)
    {
        Service.OnRenew = _ => throws ? throw new IOException("cut") : new(Unavailable);
        var handle = Take();
        Clock.Advance(Validity - TimeSpan.FromTicks(1));

        var pauses = SecondsOf(Service.Renewals).Zip(SecondsOf(Service.Renewals).Skip(1), (a, b) => b - a).ToArray();
        Assert.True(pauses.Length > 10);
        Assert.All(pauses.Zip(pauses.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 0.002));
        Assert.All(pauses, pause => Assert.True(pause > 0.019));
        Assert.True(handle.IsHeld);
        Assert.False(handle.LostToken.IsCancellationRequested);

        Clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(handle.IsHeld);
        Assert.True(handle.LostToken.IsCancellationRequested);
        var tries = Service.Renewals.Count;
        Clock.Advance(60);
        Assert.Equal(tries, Service.Renewals.Count);
    }

    [Fact]
    public void Renewal_ThatSucceedsAfterFailures_KeepsTheLock()
    {
        Service.OnRenew = _ => new(Unavailable);
        var handle = Take();
        Clock.Advance(25);
        Service.OnRenew = ttl => new(Service.Renewed(ttl));
        Clock.Advance(60);
        Assert.True(handle.IsHeld);
    }

    [Fact]
    public void LostToken_ThatWasTakenBefore_IsCancelledAtTheLocalDeadline()
    {
        Service.OnRenew = _ => new(Unavailable);
        var token = Take().LostToken;
        Clock.Advance(Validity - TimeSpan.FromMilliseconds(1));
        Assert.False(token.IsCancellationRequested);
        Clock.Advance(TimeSpan.FromMilliseconds(2));
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void LostToken_AfterAFrozenProcess_IsSeenBeforeAnyTimerRan()
    {
        var handle = Take();
        Clock.Pause(TimeSpan.FromSeconds(60));
        Assert.False(handle.IsHeld);
        Assert.True(handle.LostToken.IsCancellationRequested);
    }

    [Fact]
    public void LostToken_AfterAFrozenProcess_ComesInsteadOfARenewal()
    {
        var token = Take().LostToken;
        Clock.Pause(TimeSpan.FromSeconds(60));
        Clock.FireDue();
        Assert.True(token.IsCancellationRequested);
        Assert.Empty(Service.Renewals);
    }

    [Fact]
    public void LostToken_WhenTheServiceSaysSo_IsCancelledAtOnce()
    {
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Lost, Reason: EndReason.Revoked));
        var handle = Take();
        Clock.Advance(10);
        Assert.True(handle.LostToken.IsCancellationRequested);
        Assert.Equal(TimeSpan.Zero, handle.ValidFor);
    }

    [Fact]
    public void Renewal_AnsweredAfterTheDeadline_DoesNotRevive()
    {
        var gate = new TaskCompletionSource<RenewReply>();
        Service.OnRenew = _ => new(gate.Task);
        var handle = Take();
        var token = handle.LostToken;
        Clock.Advance(40);
        Assert.True(token.IsCancellationRequested);

        Inline.Run(() => gate.SetResult(Service.Renewed(TimeSpan.FromSeconds(30))));

        Assert.False(handle.IsHeld);
        Assert.True(handle.LostToken.IsCancellationRequested);
        var tries = Service.Renewals.Count;
        Clock.Advance(60);
        Assert.Equal(tries, Service.Renewals.Count);
    }

    [Fact]
    public void Renewal_AnsweredAfterAFrozenProcess_DoesNotRevive()
    {
        var gate = new TaskCompletionSource<RenewReply>();
        Service.OnRenew = _ => new(gate.Task);
        var handle = Take();
        Clock.Advance(15);
        var renewed = Service.Renewed(TimeSpan.FromSeconds(300));
        Clock.Pause(TimeSpan.FromSeconds(20));

        Inline.Run(() => gate.SetResult(renewed));

        Assert.False(handle.IsHeld);
    }

    [Fact]
    public void Renewal_AnsweredLate_CountsFromWhereTheReplySays()
    {
        var gate = new TaskCompletionSource<RenewReply>();
        Service.OnRenew = _ => new(gate.Task);
        var handle = Take();
        Clock.Advance(10);
        var reply = Service.Renewed(TimeSpan.FromSeconds(30));
        Clock.Advance(5);
        Inline.Run(() => gate.SetResult(reply));
        Assert.Equal(Validity - TimeSpan.FromSeconds(5), handle.ValidFor);
    }

    [Fact]
    public void Continue_WhenLost_CancelsNothingButTellsTheTruth()
    {
        Service.OnRenew = _ => new(Unavailable);
        var handle = Take(new AcquireOptions { LossPolicy = LossPolicy.Continue });
        var token = handle.LostToken;
        Clock.Advance(60);
        Assert.False(token.IsCancellationRequested);
        Assert.False(handle.LostToken.IsCancellationRequested);
        Assert.False(handle.IsHeld);
    }

    [Fact]
    public void MaxHold_EndsTheRenewals()
    {
        var handle = Take(new AcquireOptions { MaxHold = TimeSpan.FromSeconds(25) });
        Clock.Advance(60);
        Assert.Equal([10, 20], SecondsOf(Service.Renewals));
        Assert.True(handle.LostToken.IsCancellationRequested);
    }

    [Fact]
    public void MaxHold_EndsTheRetriesToo()
    {
        Service.OnRenew = _ => new(Unavailable);
        Take(new AcquireOptions { MaxHold = TimeSpan.FromSeconds(12) });
        Clock.Advance(60);
        Assert.All(SecondsOf(Service.Renewals), moment => Assert.True(moment < 12));
    }

    [Fact]
    public void Renewal_WithoutAnAnswer_IsTriedAgainWhileTheLeaseIsValid()
    {
        Service.OnRenew = ttl => Service.Renewals.Count == 1
            ? new(new TaskCompletionSource<RenewReply>().Task)
            : new(Service.Renewed(ttl));
        var handle = Take();
        Clock.Advance(60);
        Assert.True(handle.IsHeld);
    }

    [Fact]
    public void Confirmation_WithoutAnAnswer_IsTriedAgainWhileTheGrantIsValid()
    {
        Service.OnAcquire = (request, _) => new(Service.Granted(request, confirmed: false));
        Service.OnConfirm = () => Service.Confirms.Count == 1
            ? new(new TaskCompletionSource<RenewReply>().Task)
            : new(Service.Renewed(TimeSpan.FromSeconds(30)));
        var handle = Take(new AcquireOptions { Renewal = Renewal.Manual });
        Clock.Advance(10);
        Assert.True(handle.IsHeld);
    }

    [Fact]
    public void Confirmation_IsAskedForWhileOthersMayLookAtTheHandle()
    {
        ILockHandle? handle = null;
        var seen = false;
        Service.OnAcquire = (request, _) => new(Service.Granted(request, confirmed: false));
        Service.OnConfirm = () =>
        {
            var look = Task.Run(() => handle!.IsHeld);
            seen = SpinWait.SpinUntil(() => look.IsCompleted, TimeSpan.FromSeconds(2));
            return new(Service.Renewed(TimeSpan.FromSeconds(30)));
        };
        handle = Take();
        Clock.FireDue();
        Assert.Single(Service.Confirms);
        Assert.True(seen);
    }

    [Fact]
    public void MaxHold_EndsTheRetriesOfARenewalWithoutAnAnswer()
    {
        Service.OnRenew = _ => new(new TaskCompletionSource<RenewReply>().Task);
        Take(new AcquireOptions { MaxHold = TimeSpan.FromSeconds(12) });
        Clock.Advance(60);
        Assert.Equal([10], SecondsOf(Service.Renewals));
    }
}
