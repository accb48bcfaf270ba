using LockActors.TestKit;

namespace LockActors.Client.Tests;

public class RenewalScheduleTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(30);

    private readonly RenewalSchedule _schedule = new(
        new LockGrant
        {
            Key = Some.Key,
            LeaseId = Some.Lease(1),
            Token = new FencingToken(1),
            Ttl = Ttl,
            ValidFor = Ttl,
            CountedFrom = TimeSpan.FromSeconds(100),
        },
        new AcquireOptions());

    [Fact]
    public void MarkRenewed_AfterValidityEnded_DoesNotRevive()
    {
        var end = _schedule.ValidUntil;
        _schedule.MarkRenewed(Renewed(countedFrom: 125), end);
        Assert.Equal(end, _schedule.ValidUntil);
    }

    [Fact]
    public void MarkRenewed_OutOfOrder_NeverShortens()
    {
        _schedule.MarkRenewed(Renewed(countedFrom: 120), TimeSpan.FromSeconds(121));
        var end = _schedule.ValidUntil;
        _schedule.MarkRenewed(Renewed(countedFrom: 110), TimeSpan.FromSeconds(122));
        Assert.Equal(end, _schedule.ValidUntil);
        Assert.True(_schedule.NextAttempt > TimeSpan.FromSeconds(122));
    }

    [Fact]
    public void MarkAttempt_AllowsNoOtherUntilItsOutcome()
    {
        _schedule.MarkAttempt();
        Assert.Equal(_schedule.ValidUntil, _schedule.NextDue);
        _schedule.MarkFailed(TimeSpan.FromSeconds(111));
        Assert.True(_schedule.NextDue < _schedule.ValidUntil);
    }

    private static RenewReply Renewed(double countedFrom) =>
        new(RenewOutcome.Renewed, Ttl, TimeSpan.FromSeconds(countedFrom));
}
