using LockActors.TestKit;

namespace LockActors.Engine.Tests;

/// <summary>A machine whose process is about to end grants nothing, and owes the store nothing for long.</summary>
public class DrainTests
{
    private readonly Rig _rig = new(manualStore: true, linger: 0.005);

    [Fact]
    public void Drain_OfALeaseThatLingers_RemovesItAtOnce()
    {
        TakeAndRelease(1);
        _rig.Placed();
        TakeAndRelease(2);
        Assert.Equal(StoreVerb.None, _rig.Effect.Verb);

        _rig.Drain();

        Assert.Equal((StoreVerb.Remove, Some.Lease(2)), (_rig.Effect.Verb, _rig.Effect.Lease));
        Assert.True(_rig.Machine.OwesStore);
        _rig.Placed();
        Assert.False(_rig.Machine.OwesStore);
    }

    [Fact]
    public void Drain_WhileALeaseIsPlaced_AnswersItsCallAndRemovesIt()
    {
        _rig.Acquire(1);

        var answer = Assert.Single(_rig.Drain());
        _rig.Placed();

        Assert.Equal((AnswerKind.Unavailable, new CallId(1)), (answer.Kind, answer.Call));
        Assert.Equal((StoreVerb.Remove, Some.Lease(1)), (_rig.Effect.Verb, _rig.Effect.Lease));
    }

    [Fact]
    public void Drain_WhileALeaseIsPlaced_AndTheStoreDoesNotAnswer_RemovesIt()
    {
        _rig.Acquire(1);
        _rig.Drain();

        _rig.Failed();
        _rig.Advance(1);

        Assert.Equal((StoreVerb.Remove, Some.Lease(1)), (_rig.Effect.Verb, _rig.Effect.Lease));
    }

    [Fact]
    public void Drain_AfterTheStoreFailed_AsksItAtOnce()
    {
        TakeAndRelease(1);
        _rig.Failed();
        Assert.Equal(StoreVerb.None, _rig.Effect.Verb);

        _rig.Drain();

        Assert.Equal((StoreVerb.Remove, Some.Lease(1)), (_rig.Effect.Verb, _rig.Effect.Lease));
    }

    [Fact]
    public void Drain_KeepsTheLeaseThatIsHeld_AndItsHolderMayRenewAndRelease()
    {
        _rig.Acquire(1);
        _rig.Placed();

        Assert.Empty(_rig.Drain());
        Assert.False(_rig.Machine.OwesStore);
        _rig.Renew(1);
        Assert.Equal(StoreVerb.Extend, _rig.Effect.Verb);
        _rig.Placed();
        _rig.Release(1);

        Assert.Equal(StoreVerb.Remove, _rig.Effect.Verb);
    }

    [Fact]
    public void Drain_TellsOpenCallsThatWait_AndGrantsToNoWaiter()
    {
        _rig.Acquire(1);
        _rig.Placed();
        _rig.Acquire(2, wait: 10);
        _rig.Acquire(3, wait: 10, hold: 0);

        var answer = Assert.Single(_rig.Drain());
        _rig.Release(1);
        _rig.Placed();

        Assert.Equal((AnswerKind.Unavailable, Some.Request(2)), (answer.Kind, answer.Request));
        Assert.Equal(StoreVerb.None, _rig.Effect.Verb);
        Assert.Equal(1, _rig.Snapshot().WaiterCount);
    }

    [Fact]
    public void Acquire_AfterADrain_IsUnavailable()
    {
        _rig.Drain();

        Assert.Equal(AnswerKind.Unavailable, Assert.Single(_rig.Acquire(1, wait: 10)).Kind);
        Assert.Equal(StoreVerb.None, _rig.Effect.Verb);
    }

    private void TakeAndRelease(int request)
    {
        _rig.Acquire(request);
        _rig.Placed();
        _rig.Release(request);
    }
}
