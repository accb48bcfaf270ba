namespace LockActors.Conformance;

public abstract partial class ConformanceSuite
{
    [SkippableFact]
    public async Task Renew_BeforeTheEnd_KeepsTheLeaseBeyondItsFirstTtl()
    {
        var grant = await GrantedBrieflyAsync();

        var renewal = await Service.RenewAsync(_key, grant.LeaseId, Ttl);
        await _subject.PassAsync(Brief * 1.25);

        Assert.Equal(RenewOutcome.Renewed, renewal.Outcome);
        Assert.True(renewal.ValidUntil > grant.ValidUntil);
        Assert.Equal(LockOutcome.Busy, (await Service.AcquireAsync(_key, Request())).Outcome);
        Assert.Equal(grant.Token, (await Service.GetAsync(_key)).Holder!.Token);
    }

    [SkippableFact]
    public async Task Renew_AfterTheEnd_IsLostForGood()
    {
        var grant = await GrantedBrieflyAsync();
        await _subject.PassAsync(Brief * 1.25);

        var renewal = await Service.RenewAsync(_key, grant.LeaseId, Ttl);

        Assert.Equal(RenewOutcome.Lost, renewal.Outcome);
        Assert.Equal(LockState.Free, (await Service.GetAsync(_key)).State);
    }

    [SkippableFact]
    public async Task Renew_OfAnUnknownLease_IsLostAndLeavesTheHolderAlone()
    {
        var holder = await GrantedAsync(_key);

        Assert.Equal(RenewOutcome.Lost, (await Service.RenewAsync(_key, LeaseId.New(), Ttl)).Outcome);
        Assert.Equal(RenewOutcome.Lost, (await Service.RenewAsync(NewKey(), holder.LeaseId, Ttl)).Outcome);
        Assert.Equal(holder.Token, (await Service.GetAsync(_key)).Holder!.Token);
    }

    [SkippableFact]
    public async Task Renew_BeyondALimit_IsRejectedAndLeavesTheLeaseAsItWas()
    {
        var grant = await GrantedAsync(_key);

        var reply = await Service.RenewAsync(_key, grant.LeaseId, TimeSpan.FromDays(30));

        Assert.Equal(RenewOutcome.Rejected, reply.Outcome);
        Assert.Equal("ttlMs", reply.Violation!.Field);
        Assert.Equal(RenewOutcome.Renewed, (await Service.RenewAsync(_key, grant.LeaseId, Ttl)).Outcome);
    }

    [SkippableFact]
    public async Task Confirm_OfALeaseThatIsHeld_AnswersItsTime()
    {
        var grant = await GrantedAsync(_key);

        var reply = await Service.ConfirmAsync(_key, grant.LeaseId);

        Assert.Equal(RenewOutcome.Renewed, reply.Outcome);
        Assert.InRange(reply.ValidFor, TimeSpan.FromTicks(1), Ttl);
        Assert.Equal(RenewOutcome.Lost, (await Service.ConfirmAsync(_key, LeaseId.New())).Outcome);
    }

    [SkippableFact]
    public async Task Release_Twice_IsTheSameAnswerTwice()
    {
        var request = Request();
        var grant = await GrantedAsync(_key, request);

        Assert.Equal(ReleaseOutcome.Released, (await Service.ReleaseAsync(_key, grant.LeaseId, request.Id)).Outcome);
        Assert.Equal(ReleaseOutcome.Released, (await Service.ReleaseAsync(_key, grant.LeaseId, request.Id)).Outcome);
        await GrantedAsync(_key);
    }

    [SkippableFact]
    public async Task Release_OfAnUnknownOrForeignLease_FreesNothing()
    {
        var holder = await GrantedAsync(_key);

        Assert.Equal(ReleaseOutcome.NotHeld, (await Service.ReleaseAsync(_key, LeaseId.New())).Outcome);
        Assert.Equal(ReleaseOutcome.NotHeld, (await Service.ReleaseAsync(NewKey(), holder.LeaseId)).Outcome);
        Assert.Equal(LockOutcome.Busy, (await Service.AcquireAsync(_key, Request())).Outcome);
    }

    [SkippableFact]
    public async Task Release_AfterTheEnd_SaysThatItExpired()
    {
        var grant = await GrantedBrieflyAsync();
        await _subject.PassAsync(Brief * 1.25);
        await GrantedAsync(_key);

        var reply = await Service.ReleaseAsync(_key, grant.LeaseId);

        Assert.Equal((ReleaseOutcome.NotHeld, EndReason.Expired), (reply.Outcome, reply.Reason));
        Assert.Equal(LockOutcome.Busy, (await Service.AcquireAsync(_key, Request())).Outcome);
    }

    [SkippableFact]
    public async Task Cancel_OfAGrantedRequest_GivesTheLockBack()
    {
        var request = Request();
        await GrantedAsync(_key, request);

        Assert.Equal(CancelOutcome.Cancelled, await Service.CancelAsync(_key, request.Id));
        await GrantedAsync(_key);
    }

    [SkippableFact]
    public async Task Cancel_OfAQueuedRequest_EndsItsWait()
    {
        await GrantedAsync(_key);
        var request = Request(LongWait);
        var polling = request with { Hold = TimeSpan.Zero };
        Assert.Equal(LockOutcome.Queued, (await Service.AcquireAsync(_key, polling)).Outcome);

        Assert.Equal(CancelOutcome.Cancelled, await Service.CancelAsync(_key, request.Id));

        await WaitersAsync(0);
        Assert.Equal(LockOutcome.Ended, (await Service.AcquireAsync(_key, polling)).Outcome);
    }

    [SkippableFact]
    public async Task Cancel_BeforeTheRequestArrives_RefusesItWhenItDoes()
    {
        var request = Request();

        Assert.Equal(CancelOutcome.Unknown, await Service.CancelAsync(_key, request.Id));
        var late = await Service.AcquireAsync(_key, request);

        Assert.Equal((LockOutcome.Ended, EndReason.Cancelled), (late.Outcome, late.Reason));
        Assert.Equal(LockState.Free, (await Service.GetAsync(_key)).State);
    }
}
