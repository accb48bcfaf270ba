using LockActors.TestKit;

namespace LockActors.Engine.Tests;

/// <summary>A key that stands in the store for longer than any lease can: the store's clock went back.</summary>
public class OverlongTests
{
    private const double AnHour = 3600;
    private readonly Rig _rig = new(manualStore: true, durable: true);

    public OverlongTests() => _rig.Restore(null);

    [Fact]
    public void OwnLeaseThatExpiredHere_IsReplacedByItsId()
    {
        LetExpire(1);
        _rig.Acquire(2, wait: 10);

        _rig.Refused(StoreRefusalKind.HeldByOther, heldFor: AnHour);

        Assert.Equal(
            (StoreVerb.Replace, Some.Lease(1), Some.Lease(2), TimeSpan.MaxValue),
            (_rig.Effect.Verb, _rig.Effect.Old, _rig.Effect.Lease, _rig.Effect.OldLeftAtMost));
        Assert.Equal(AnswerKind.Granted, Assert.Single(_rig.Placed()).Kind);
    }

    [Fact]
    public void OwnLeaseThatExpiredUnconfirmed_IsReplacedByItsId()
    {
        _rig.Acquire(9);
        _rig.Placed();
        _rig.Acquire(1, wait: 100, hold: 0, confirm: true);
        _rig.Release(9);
        _rig.Placed();
        _rig.Acquire(2, wait: 100);
        _rig.Advance(3);
        Assert.Equal((StoreVerb.Replace, Some.Lease(1)), (_rig.Effect.Verb, _rig.Effect.Old));

        _rig.Refused(StoreRefusalKind.HeldByOther, heldFor: AnHour);

        Assert.Equal(
            (StoreVerb.Replace, Some.Lease(1), TimeSpan.MaxValue),
            (_rig.Effect.Verb, _rig.Effect.Old, _rig.Effect.OldLeftAtMost));
    }

    /// <summary>Another activation may have extended it for its holder.</summary>
    [Fact]
    public void OwnLeaseThatMayHaveBeenExtendedElsewhere_IsLeftAlone()
    {
        LetExpire(1);
        _rig.Acquire(2, wait: 10);

        _rig.Refused(StoreRefusalKind.HeldByOther, heldFor: LockLimits.Default.MaxTtl.TotalSeconds);

        Assert.Equal((StoreVerb.None, LockState.HeldOutside), (_rig.Effect.Verb, _rig.Snapshot().State));
    }

    [Fact]
    public void ForeignKey_IsShown_AndRevokedWithoutATokenOnly()
    {
        MeetForeign();
        Assert.Equal(LockState.HeldOverlong, _rig.Snapshot().State);
        Assert.Equal(AnswerKind.NotHeld, Assert.Single(_rig.Revoke(new FencingToken(1))).Kind);

        Assert.Empty(_rig.Revoke());
        Assert.Equal(StoreVerb.RemoveOverlong, _rig.Effect.Verb);
        Assert.True(_rig.Effect.Longest > LockLimits.Default.MaxTtl);
        var answer = Assert.Single(_rig.Placed());

        // The next waiter is tried at once.
        Assert.Equal(AnswerKind.Revoked, answer.Kind);
        Assert.Equal((StoreVerb.Place, Some.Lease(2)), (_rig.Effect.Verb, _rig.Effect.Lease));
    }

    [Fact]
    public void Revoke_OfNothingOverlong_IsNotHeld_AndOfASilentStoreUnavailable()
    {
        Assert.Empty(_rig.Revoke());
        Assert.Equal(AnswerKind.NotHeld, Assert.Single(_rig.Refused(StoreRefusalKind.Absent)).Kind);

        Assert.Empty(_rig.Revoke());
        Assert.Equal(AnswerKind.Unavailable, Assert.Single(_rig.Failed()).Kind);
        Assert.Equal(AnswerKind.Unavailable, Assert.Single(_rig.Revoke()).Kind);
    }

    /// <summary>The operator meant what stood there, not the one that is granted meanwhile.</summary>
    [Fact]
    public void Revoke_WhileALeaseIsPlaced_DoesNotEndIt()
    {
        _rig.Acquire(1);
        Assert.Empty(_rig.Revoke());

        var answers = _rig.Placed();

        Assert.Equal([AnswerKind.Granted, AnswerKind.NotHeld], answers.Select(answer => answer.Kind));
        Assert.Equal(LockState.Held, _rig.Snapshot().State);
    }

    [Fact]
    public void RestoredLease_LastsForTheLongestTtlAtMost()
    {
        var rig = new Rig(durable: true);
        rig.Restore(new RestoredLease
        {
            Lease = Some.Lease(1),
            Token = new FencingToken(7),
            Request = Some.Request(1),
            Left = TimeSpan.FromSeconds(AnHour),
        });

        Assert.InRange(
            rig.Snapshot().Holder!.ExpiresIn, LockLimits.Default.MaxTtl, LockLimits.Default.MaxTtl * 1.02);
    }

    [Fact]
    public void Move_TakesTheLastEndedLeaseAlong()
    {
        LetExpire(1);

        _rig.Move();
        _rig.Acquire(2, wait: 10);
        _rig.Refused(StoreRefusalKind.HeldByOther, heldFor: AnHour);

        Assert.Equal((StoreVerb.Replace, Some.Lease(1)), (_rig.Effect.Verb, _rig.Effect.Old));
    }

    /// <summary>A waiter whose placing is unknown, and that is cancelled while another is placed, leaves stale leases:
    /// two are too many for one replacement.</summary>
    [Theory]
    [InlineData(StoreRefusalKind.FenceTooLow)]
    [InlineData(StoreRefusalKind.Absent)]
    public void RefusedPlacing_WithMoreToRemove_RemovesThatFirst(StoreRefusalKind kind)
    {
        _rig.Acquire(9);
        _rig.Placed();
        _rig.Acquire(1, wait: 100, hold: 0);
        _rig.Acquire(2, wait: 100);
        _rig.Release(9);
        _rig.Failed();
        _rig.Detach(default, 1);
        _rig.Advance(1);
        Assert.Equal((StoreVerb.Replace, Some.Lease(2)), (_rig.Effect.Verb, _rig.Effect.Lease));
        _rig.Cancel(1);

        _rig.Refused(kind, fence: long.MaxValue / 4096);

        Assert.Equal(
            kind == StoreRefusalKind.Absent ? StoreVerb.Replace : StoreVerb.Remove, _rig.Effect.Verb);
    }

    private void LetExpire(int request)
    {
        _rig.Acquire(request, ttl: 30);
        _rig.Placed();
        _rig.Advance(31);
    }

    private void MeetForeign()
    {
        _rig.Acquire(2, wait: 10);
        _rig.Refused(StoreRefusalKind.HeldByOther, heldFor: AnHour);
    }
}
