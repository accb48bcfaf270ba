using LockActors.TestKit;

namespace LockActors.Engine.Tests;

/// <summary>A released lease stays in the store for a moment, so that the next grant replaces it in one step.</summary>
public class LingerTests
{
    private const double Linger = 0.005;

    private readonly Rig _rig = new(manualStore: true, linger: Linger);

    [Fact]
    public void Release_OfAKeyThatIsTakenNowAndThen_RemovesItsLeaseAtOnce()
    {
        TakeAndRelease(1, StoreVerb.Place);
        Assert.Equal((StoreVerb.Remove, Some.Lease(1)), (_rig.Effect.Verb, _rig.Effect.Lease));
        _rig.Placed();

        _rig.Advance(Linger * 2);
        TakeAndRelease(2, StoreVerb.Place);
        Assert.Equal((StoreVerb.Remove, Some.Lease(2)), (_rig.Effect.Verb, _rig.Effect.Lease));
    }

    [Fact]
    public void Release_OfAKeyThatWasTakenAgainAtOnce_LeavesItsLeaseToBeReplaced()
    {
        TakeAndRelease(1, StoreVerb.Place);
        _rig.Placed();
        TakeAndRelease(2, StoreVerb.Place);
        Assert.Equal(StoreVerb.None, _rig.Effect.Verb);

        TakeAndRelease(3, StoreVerb.Replace);
        Assert.Equal(StoreVerb.None, _rig.Effect.Verb);

        _rig.Advance(Linger);
        Assert.Equal((StoreVerb.Remove, Some.Lease(3)), (_rig.Effect.Verb, _rig.Effect.Lease));
    }

    [Fact]
    public void Release_After16Replacements_FreesTheKeyForThoseOutside()
    {
        TakeAndRelease(1, StoreVerb.Place);
        _rig.Placed();
        TakeAndRelease(2, StoreVerb.Place);
        for (var taken = 3; taken <= 17; taken++)
        {
            TakeAndRelease(taken, StoreVerb.Replace);
            Assert.Equal(StoreVerb.None, _rig.Effect.Verb);
        }

        TakeAndRelease(18, StoreVerb.Replace);
        Assert.Equal(StoreVerb.Remove, _rig.Effect.Verb);
    }

    private void TakeAndRelease(int request, StoreVerb verb)
    {
        _rig.Acquire(request);
        Assert.Equal(verb, _rig.Effect.Verb);
        _rig.Placed();
        _rig.Release(request);
    }
}
