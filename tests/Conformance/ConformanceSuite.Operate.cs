using LockActors.Monitoring;

namespace LockActors.Conformance;

public abstract partial class ConformanceSuite
{
    [SkippableFact]
    public async Task Revoke_OfTheTokenThatIsShown_EndsThatLeaseOnly()
    {
        var grant = await GrantedAsync(_key);

        var wrong = await Service.RevokeAsync(_key, new FencingToken(grant.Token.Value - 1));
        var right = await Service.RevokeAsync(_key, grant.Token);

        Assert.Equal((RevokeOutcome.NotHeld, RevokeOutcome.Revoked), (wrong, right));
        var renewal = await Service.RenewAsync(_key, grant.LeaseId, Ttl);
        Assert.Equal((RenewOutcome.Lost, EndReason.Revoked), (renewal.Outcome, renewal.Reason));
        Assert.Equal(RevokeOutcome.NotHeld, await Service.RevokeAsync(_key));
        Assert.True((await GrantedAsync(_key)).Token > grant.Token);
    }

    [SkippableFact]
    public async Task Get_ShowsTheHolderAndTheQueueInOrder()
    {
        var grant = await GrantedAsync(_key, Request(holder: "alice"));
        var bob = await QueuedAsync(Request(LongWait, "bob"), 1);
        var carol = await QueuedAsync(Request(LongWait, "carol"), 2);

        var shown = await Service.GetAsync(_key);

        Assert.Equal((LockState.Held, 2), (shown.State, shown.WaiterCount));
        Assert.Equal(("alice", grant.Token, 1), (shown.Holder!.Name, shown.Holder.Token, shown.Holder.HoldCount));
        Assert.InRange(shown.Holder.ExpiresIn, TimeSpan.FromTicks(1), Ttl * 1.1);
        Assert.Equal(["1 bob", "2 carol"], shown.Waiters.Select(waiter => $"{waiter.Position} {waiter.Name}"));
        Assert.All(shown.Waiters, waiter => Assert.InRange(waiter.WaitLeft, TimeSpan.FromTicks(1), LongWait));
        Assert.False(bob.IsCompleted || carol.IsCompleted);
    }

    [SkippableFact]
    public async Task Member_ThatKeepsALock_IsNamedByItsPageAndByLists()
    {
        await GrantedAsync(_key);

        var shown = await Service.GetAsync(_key);
        var listed = Assert.Single((await Service.ListAsync(new LockQuery { Prefix = _key.Value })).Locks);

        Assert.False(string.IsNullOrEmpty(shown.Member));
        Assert.Equal(shown.Member, listed.Member);
        if (Service is ILockMonitor monitor)
        {
            Assert.Contains(shown.Member, (await monitor.ClusterAsync()).Members.Select(member => member.Address));
        }
    }

    [SkippableFact]
    public async Task Get_OfALockNotInUse_IsFree()
    {
        var shown = await Service.GetAsync(_key);

        Assert.Equal((LockState.Free, 0), (shown.State, shown.WaiterCount));
        Assert.Null(shown.Holder);
    }

    [SkippableFact]
    public async Task List_ByPrefix_ShowsEachHeldLockOnceAcrossPages()
    {
        var keys = Enumerable.Range(0, 7).Select(i => LockKey.Parse($"{_key}/item-{i}")).ToList();
        foreach (var key in keys)
        {
            await GrantedAsync(key, Request() with { Ttl = TimeSpan.FromSeconds(30) });
        }

        var found = new List<LockKey>();
        var query = new LockQuery { Prefix = $"{_key}/item-", Limit = 3 };
        for (string? next = ""; next is not null;)
        {
            var page = await Service.ListAsync(query with { After = next });
            Assert.Empty(page.Unreachable);
            Assert.InRange(page.Locks.Count, 1, 3);
            found.AddRange(page.Locks.Select(held => held.Key));
            next = page.Next;
        }

        Assert.Equal(keys, found);
    }

    [SkippableFact]
    public async Task List_WithFilters_ShowsAndCountsOnlyWhatMatches()
    {
        var prefix = $"{_key}/filter-";
        await GrantedAsync($"{prefix}1", Request(holder: "alice") with { Ttl = TimeSpan.FromSeconds(30) });
        await GrantedAsync($"{prefix}2", Request(holder: "bob") with { Ttl = TimeSpan.FromSeconds(30) });
        var query = new LockQuery { Prefix = prefix, Limit = 1, Count = true };

        var all = await Service.ListAsync(query);
        var bobs = await Service.ListAsync(query with { Holder = "BOB", State = LockState.Held });
        var paused = await Service.ListAsync(query with { State = LockState.Paused });
        var old = await Service.ListAsync(query with { HeldLongerThan = TimeSpan.FromHours(1) });

        Assert.Equal((2, 1), (all.Total, all.Locks.Count));
        Assert.Equal((1, $"{prefix}2"), (bobs.Total, Assert.Single(bobs.Locks).Key.Value));
        Assert.Equal((0, 0), (paused.Total, old.Total));
        Assert.Empty(paused.Locks);
    }

    [SkippableFact]
    public async Task Revoke_WithANote_EndsTheLease()
    {
        var grant = await GrantedAsync(_key);

        var outcome = await Service.RevokeAsync(_key, grant.Token, new RevokeNote("me", "stuck"));

        Assert.Equal(RevokeOutcome.Revoked, outcome);
        Assert.Equal(RenewOutcome.Lost, (await Service.RenewAsync(_key, grant.LeaseId, Ttl)).Outcome);
    }

    [SkippableFact]
    public async Task List_BeyondALimit_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Service.ListAsync(new LockQuery { Limit = 0 }));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Service.ListAsync(new LockQuery { Limit = LockQuery.MaxLimit + 1 }));
    }
}
