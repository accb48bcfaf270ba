using LockActors.TestKit;

namespace LockActors.Engine.Tests;

/// <summary>The order of waiters that stood in a queue before this machine's.</summary>
public class OrderTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void Acquire_AgainAtANewMachine_TakesTheOrderOfTheFirstRequests()
    {
        RestoreLeaseFor(3);
        _rig.Acquire(1, wait: 60, hold: 60, waited: 2);
        _rig.Acquire(2, wait: 60, hold: 60, waited: 5);
        _rig.Acquire(3, wait: 60, hold: 60, waited: 3);
        _rig.Acquire(4, wait: 60, hold: 60);

        var order = _rig.Snapshot().Waiters.Select(waiter => waiter.Name);

        Assert.Equal(new[] { 2, 3, 1, 4 }.Select(number => $"{Some.Request(number)}"), order);
        _rig.Advance(3.1).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Acquire_ThatWasLongOnItsWay_TakesItsPlaceWhenItSaysSo()
    {
        RestoreLeaseFor(3);
        _rig.Acquire(1, wait: 60, hold: 0, waited: 1);
        _rig.Acquire(2, wait: 60, hold: 0, waited: 2);
        _rig.Advance(1);

        Assert.Equal(1, _rig.Acquire(1, wait: 60, hold: 0, waited: 6).To(1, AnswerKind.Queued).Position);

        _rig.Advance(2.1);
        Assert.Equal(Some.Request(1).ToString(), _rig.Snapshot().Holder!.Name);
    }

    [Fact]
    public void Acquire_AtAMachineThatKnowsItsQueue_CannotJumpIt()
    {
        _rig.Acquire(1);
        _rig.Acquire(2, wait: 60, hold: 60);
        _rig.Acquire(3, wait: 60, hold: 60, waited: 50);
        _rig.Release(1).To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Acquire_WithAPartOfItsWaitOver_TimesOutAfterTheRest()
    {
        _rig.Acquire(1, ttl: 60);
        _rig.Acquire(2, wait: 10, hold: 10, waited: 8);
        _rig.Advance(2.1).To(2, AnswerKind.TimedOut);
    }

    /// <summary>The store has a lease of a request that no client here makes.</summary>
    private void RestoreLeaseFor(double seconds) => _rig.Restore(new RestoredLease
    {
        Lease = Some.Lease(99),
        Token = new FencingToken(7),
        Request = Some.Request(99),
        Left = TimeSpan.FromSeconds(seconds),
    });
}
