using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>The service crashed and forgot the lease; the holder still believes in it.</summary>
public class ReclaimTests : HandleTestBase
{
    private static readonly RenewReply Forgotten = new(RenewOutcome.Lost, Reason: EndReason.Forgotten);

    private readonly List<LeaseClaim> _claims = [];

    public ReclaimTests()
    {
        Service.OnRenew = _ => new(Forgotten);
        Service.OnReclaim = (claim, ttl) =>
        {
            _claims.Add(claim);
            return new(Service.Renewed(ttl));
        };
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Renewal_OfAForgottenLease_BringsItBack(int batch)
    {
        Service.MaxRenewals = batch;
        var handle = Take(new AcquireOptions { Holder = "a" });
        var other = batch > 1 ? await Client.AcquireAsync("another") : null;
        Clock.Advance(10);

        Assert.True(handle.IsHeld);
        Assert.Equal(Validity, handle.ValidFor);
        var claim = _claims[0];
        Assert.Equal(
            (Some.Lease(1), handle.Token, Service.Acquires[0].Id, HolderName.Parse("a")),
            (claim.LeaseId, claim.Token, claim.Request, claim.Holder));
        Assert.Equal(batch > 1, other is { IsHeld: true });
    }

    [Fact]
    public void Renewal_OfAForgottenLeaseThatSomebodyElseHas_IsALoss()
    {
        Service.OnReclaim = (_, _) => new(new RenewReply(RenewOutcome.Lost));
        var handle = Take();
        var lost = handle.LostToken;

        Clock.Advance(10);

        Assert.True(lost.IsCancellationRequested);
    }

    [Fact]
    public void Renewal_OfAForgottenLeaseThatNobodyAnswers_IsTriedAgainUntilValidityEnds()
    {
        Service.OnReclaim = (claim, _) =>
        {
            _claims.Add(claim);
            return new(new RenewReply(RenewOutcome.Unavailable));
        };
        var handle = Take();

        Clock.Advance(Validity - TimeSpan.FromTicks(1));
        Assert.True(handle.IsHeld);
        Assert.True(_claims.Count > 3);
        Clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(handle.IsHeld);
    }

    [Fact]
    public async Task Renewal_ThatIsAnsweredForgottenAfterValidity_ClaimsNothing()
    {
        var answer = new TaskCompletionSource<RenewReply>();
        Service.OnRenew = _ => new(answer.Task);
        var handle = Take(new AcquireOptions { Renewal = Renewal.Manual });
        var renewal = handle.RenewAsync().AsTask();

        Clock.Advance(31);
        answer.SetResult(Forgotten);

        await Assert.ThrowsAsync<LockLostException>(() => renewal);
        Assert.Empty(_claims);
    }

    [Fact]
    public async Task Release_OfAForgottenLease_EndsTheOthersWait()
    {
        var releases = 0;
        Service.OnRelease = () => new(releases++ == 0
            ? new ReleaseReply(ReleaseOutcome.NotHeld, EndReason.Forgotten)
            : new ReleaseReply(ReleaseOutcome.Released));
        var handle = Take();

        Assert.True(await handle.ReleaseAsync());

        Assert.Single(_claims);
        Assert.Equal(2, releases);
    }
}
