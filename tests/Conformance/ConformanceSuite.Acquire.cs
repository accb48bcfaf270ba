namespace LockActors.Conformance;

public abstract partial class ConformanceSuite
{
    [SkippableFact]
    public async Task Acquire_WhenFree_GrantsForTheWholeTtl()
    {
        var before = _subject.Time.Monotonic();
        var grant = await GrantedAsync(_key);

        Assert.Equal(_key, grant.Key);
        Assert.False(grant.LeaseId.IsNone);
        Assert.True(grant.Token.Value > 0);
        Assert.Equal(Ttl, grant.Ttl);
        Assert.True(grant.Confirmed);
        Assert.InRange(grant.ValidUntil, before, before + Ttl + Soon);
        Assert.True(grant.ValidFor <= Ttl);
        Assert.True(grant.CountedFrom >= before);
    }

    [SkippableFact]
    public async Task Acquire_WhenHeldAndNotWaiting_IsBusyAtOnce()
    {
        await GrantedAsync(_key);

        var reply = await Service.AcquireAsync(_key, Request());

        Assert.Equal(LockOutcome.Busy, reply.Outcome);
        Assert.Equal(1, reply.Position);
    }

    [SkippableFact]
    public async Task Acquire_OfDifferentKeys_DoesNotInterfere()
    {
        var first = await GrantedAsync(_key);
        var second = await GrantedAsync(NewKey());

        Assert.NotEqual(first.LeaseId, second.LeaseId);
    }

    [SkippableTheory]
    [InlineData("orders/42 ü?#&%2F+")]
    [InlineData("orders/42 ü?#&/+")]
    [InlineData("..")]
    [InlineData("a//b/acquire")]
    [InlineData("{key}")]
    [InlineData("😀")]
    public async Task Acquire_OfAKeyWithOddCharacters_LocksThatKeyAndNoOther(string text)
    {
        LockKey key = $"{NewKey()}/{text}";
        await GrantedAsync(key);

        Assert.Equal(LockOutcome.Busy, (await Service.AcquireAsync(key, Request())).Outcome);
        Assert.Equal(LockState.Held, (await Service.GetAsync(key)).State);
        Assert.Equal(key, (await Service.GetAsync(key)).Key);
        Assert.Contains((await Service.ListAsync(new LockQuery { Prefix = key.Value })).Locks, held => held.Key == key);
    }

    [SkippableFact]
    public async Task Acquire_AgainWithTheSameRequestId_AnswersTheSameLease()
    {
        var request = Request();
        var first = await GrantedAsync(_key, request);
        var again = await GrantedAsync(_key, request);

        Assert.Equal(first.LeaseId, again.LeaseId);
        Assert.Equal(first.Token, again.Token);
        await Service.ReleaseAsync(_key, first.LeaseId, request.Id);
        Assert.Equal(LockState.Free, (await Service.GetAsync(_key)).State);
    }

    [SkippableFact]
    public async Task Acquire_UnderTheSameName_ExcludesAsAnyOther()
    {
        await GrantedAsync(_key, Request(holder: "node-7"));

        Assert.Equal(LockOutcome.Busy, (await Service.AcquireAsync(_key, Request(holder: "node-7"))).Outcome);
    }

    [SkippableFact]
    public async Task Acquire_OfTheSameScope_HoldsTheSameLeaseUntilItsLastRelease()
    {
        var (outer, inner) = (Request(scope: "importer"), Request(scope: "importer"));
        var first = await GrantedAsync(_key, outer);
        var second = await GrantedAsync(_key, inner);

        Assert.Equal(first.LeaseId, second.LeaseId);
        Assert.Equal(first.Token, second.Token);
        Assert.Equal(2, (await Service.GetAsync(_key)).Holder!.HoldCount);
        var release = await Service.ReleaseAsync(_key, second.LeaseId, inner.Id);
        Assert.Equal(1, release.HoldsLeft);
        Assert.Equal(LockOutcome.Busy, (await Service.AcquireAsync(_key, Request(scope: "other"))).Outcome);
        await Service.ReleaseAsync(_key, first.LeaseId, outer.Id);
        await GrantedAsync(_key, Request(scope: "other"));
    }

    [SkippableFact]
    public async Task Acquire_OverAndOver_GrantsGrowingTokens()
    {
        var last = default(FencingToken);
        for (var i = 0; i < 20; i++)
        {
            var block = 1 + (i % 3);
            var grant = await GrantedAsync(_key, Request() with { TokenBlock = block });

            Assert.True(grant.Token > last);
            Assert.Equal(block, grant.TokenBlock);
            last = new FencingToken(grant.Token.Value + block - 1);
            await Service.ReleaseAsync(_key, grant.LeaseId);
        }
    }

    [SkippableTheory]
    [InlineData(0, 0, 1, "ttlMs")]
    [InlineData(86_400_000, 0, 1, "ttlMs")]
    [InlineData(2000, -1, 1, "waitMs")]
    [InlineData(2000, 0, 0, "tokenBlock")]
    [InlineData(2000, 0, 100_000, "tokenBlock")]
    public async Task Acquire_BeyondALimit_IsRejectedWithTheFieldAndChangesNothing(
        int ttlMs, int waitMs, int tokenBlock, string field)
    {
        var reply = await Service.AcquireAsync(_key, Request() with
        {
            Ttl = TimeSpan.FromMilliseconds(ttlMs),
            Wait = TimeSpan.FromMilliseconds(waitMs),
            TokenBlock = tokenBlock,
        });

        Assert.Equal(LockOutcome.Rejected, reply.Outcome);
        Assert.Equal(field, reply.Violation!.Field);
        Assert.Contains(field, reply.Violation.Message, StringComparison.Ordinal);
        Assert.Equal(LockState.Free, (await Service.GetAsync(_key)).State);
    }
}
