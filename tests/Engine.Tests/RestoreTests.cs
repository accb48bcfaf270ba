using LockActors.TestKit;

namespace LockActors.Engine.Tests;

public class RestoreTests
{
    private static readonly RestoredLease Found = new()
    {
        Lease = Some.Lease(1),
        Request = Some.Request(1),
        Holder = "a",
        ReentrancyScope = Some.Scope("a"),
        Token = new FencingToken(1L << 52),
        TokenBlock = 4,
        Left = TimeSpan.FromSeconds(10),
    };

    private readonly Rig _rig = new(manualStore: true);

    [Fact]
    public void Restore_OfALease_LetsItsHolderGoOn()
    {
        _rig.Restore(Found, askedBefore: 1);
        Assert.Equal(Drift.GrantorDeadline(_rig.Now, Found.Left), _rig.Deadline);
        _rig.Renew(1);
        _rig.Placed().Only(AnswerKind.Renewed);
        Assert.Empty(_rig.Advance(25));
        _rig.Release(1).Only(AnswerKind.Released);
    }

    [Fact]
    public void Restore_OfALease_KeepsItsTokensUsed()
    {
        _rig.Restore(Found);
        _rig.Release(1);
        _rig.Placed();
        _rig.Acquire(2);
        Assert.Equal((1L << 52) + 4, _rig.Effect.Token.Value);
    }

    [Fact]
    public void Restore_OfAFreeKey_KeepsItsFence()
    {
        _rig.Restore(null, fence: 1L << 52);
        _rig.Acquire(2);
        Assert.Equal((1L << 52) + 1, _rig.Effect.Token.Value);
    }

    [Fact]
    public void Confirm_OfARestoredLease_IsWrittenToTheStoreFirst()
    {
        _rig.Restore(Found, askedBefore: 1);
        Assert.Empty(_rig.Confirm(1));
        Assert.Equal(StoreVerb.Extend, _rig.Effect.Verb);
        _rig.Placed().Only(AnswerKind.Renewed);
    }

    [Fact]
    public void Acquire_SameRequestAsARestoredLease_IsWrittenToTheStoreFirst()
    {
        // The activation before may count the grant as unconfirmed and would hand it over, unless it sees it extended.
        _rig.Restore(Found, askedBefore: 1);
        Assert.Empty(_rig.Acquire(1, ttl: 30, scope: "a", lease: 99));
        Assert.Equal((StoreVerb.Extend, Some.Lease(1)), (_rig.Effect.Verb, _rig.Effect.Lease));

        var granted = _rig.Placed().Only(AnswerKind.Granted);

        Assert.Equal((Some.Request(1), Found.Token, true), (granted.Request, granted.Token, granted.Confirmed));
        Assert.Equal(TimeSpan.FromSeconds(30), granted.ValidFor);
        _rig.Acquire(1, scope: "a").Only(AnswerKind.Granted);
    }

    [Fact]
    public void Acquire_BySameOwnerAsARestoredLease_ReentersOnceAHolderHasShownThatItLives()
    {
        // It may have been released already, with its removal still on the way to the store.
        _rig.Restore(Found, askedBefore: 1);
        Assert.Empty(_rig.Acquire(2, scope: "a"));
        _rig.Placed().Only(AnswerKind.Busy);
        Assert.Empty(_rig.Acquire(3, wait: 60, scope: "a"));
        _rig.Renew(1);

        Assert.DoesNotContain(_rig.Placed(), answer => answer.Kind == AnswerKind.Granted);
        Assert.Equal((StoreVerb.Extend, true), (_rig.Effect.Verb, _rig.Effect.IsReentered));
        Assert.Equal(Found.Token, _rig.Placed().To(3, AnswerKind.Granted).Token);
        Assert.Equal(2, _rig.Snapshot().Holder!.HoldCount);
        _rig.Acquire(4, scope: "a").Only(AnswerKind.Granted);
    }

    [Theory]
    [InlineData(true, AnswerKind.Unavailable)]
    [InlineData(false, AnswerKind.Ended)]
    public void Acquire_SameRequestAsARestoredLease_WhenTheStoreDoesNotWrite_IsNotGranted(
        bool fails, AnswerKind expected)
    {
        _rig.Restore(Found);
        _rig.Acquire(1, scope: "a");
        (fails ? _rig.Failed() : _rig.Refused(StoreRefusalKind.Absent)).Only(expected);
    }

    [Fact]
    public void Release_OfARestoredLeaseThatWasReentered_LetsItRunOutForTheOwnersOtherHolds()
    {
        _rig.Restore(Found with { IsReentered = true });

        _rig.Release(1, hold: 1).Only(AnswerKind.Released);
        Assert.Equal(StoreVerb.None, _rig.Effect.Verb);
        Assert.Empty(_rig.Renew(1, ttl: 5));
        _rig.Placed().Only(AnswerKind.Renewed);
        _rig.Acquire(3, wait: 60);
        _rig.Release(1, hold: 2).Only(AnswerKind.Released);

        _rig.Advance(11);
        Assert.Equal((StoreVerb.Place, Some.Lease(3)), (_rig.Effect.Verb, _rig.Effect.Lease));
    }

    [Fact]
    public void Release_OfARestoredLeaseThatWasNotReentered_FreesTheLock()
    {
        _rig.Restore(Found);
        _rig.Release(1, hold: 1).Only(AnswerKind.Released);
        Assert.Equal(StoreVerb.Remove, _rig.Effect.Verb);
    }

    [Fact]
    public void Restore_OfALeaseThatIsOver_FreesTheKey()
    {
        _rig.Restore(Found with { Left = TimeSpan.Zero }, fence: Found.Token.Value);
        _rig.Acquire(2);
        Assert.Equal(StoreVerb.Place, _rig.Effect.Verb);
    }

    [Fact]
    public void Restore_WhenHolderIsSilent_ExpiresAfterTheTimeLeft()
    {
        _rig.Restore(Found);
        _rig.Advance(10);
        Assert.Equal(LockState.Held, _rig.Snapshot().State);
        _rig.Advance(0.2);
        _rig.Acquire(2, wait: 60);
        Assert.Equal(StoreVerb.Place, _rig.Effect.Verb);
    }

    [Fact]
    public void Try_OnARestoredLease_LooksIntoTheStoreFirst()
    {
        _rig.Restore(Found);
        Assert.Empty(_rig.Acquire(2));
        Assert.Equal((StoreVerb.Extend, TimeSpan.Zero), (_rig.Effect.Verb, _rig.Effect.Ttl));
        _rig.Placed().To(2, AnswerKind.Busy);

        Assert.Empty(_rig.Acquire(3));
        _rig.Failed().To(3, AnswerKind.Unavailable);
        Assert.Equal("a", _rig.Snapshot().Holder!.Name);
    }

    [Fact]
    public void Wait_OnARestoredLeaseThatWasReleasedElsewhere_EndsAtTheNextLook()
    {
        _rig.Restore(Found);
        _rig.Acquire(2, wait: 60);
        Assert.Equal(TimeSpan.Zero, _rig.Effect.Ttl);
        Assert.Empty(_rig.Placed());
        _rig.Advance(0.06);

        Assert.Equal((StoreVerb.Extend, TimeSpan.Zero), (_rig.Effect.Verb, _rig.Effect.Ttl));
        _rig.Refused(StoreRefusalKind.Absent, fence: 1L << 52);

        Assert.Equal((StoreVerb.Place, Some.Lease(2)), (_rig.Effect.Verb, _rig.Effect.Lease));
        _rig.Placed().To(2, AnswerKind.Granted);
    }

    [Fact]
    public void Wait_OnARestoredLeaseThatTheStoreForgot_LastsAsLongAsItsHolderMayHoldIt()
    {
        _rig.Restore(Found);
        _rig.Acquire(2, wait: 60);
        _rig.Refused(StoreRefusalKind.Absent);

        Assert.Equal(StoreVerb.None, _rig.Effect.Verb);
        _rig.Advance(9.9);
        Assert.Equal(StoreVerb.None, _rig.Effect.Verb);
        _rig.Advance(1);
        Assert.Equal((StoreVerb.Place, Some.Lease(2)), (_rig.Effect.Verb, _rig.Effect.Lease));
    }

    [Fact]
    public void Wait_OnARestoredLeaseWhoseHolderCameBack_LooksNoMore()
    {
        _rig.Restore(Found);
        _rig.Acquire(2, wait: 60);
        _rig.Placed();
        _rig.Renew(1, ttl: 30);
        _rig.Placed().Only(AnswerKind.Renewed);

        Assert.Empty(_rig.Advance(5));
        Assert.Equal(StoreVerb.None, _rig.Effect.Verb);
    }
}
