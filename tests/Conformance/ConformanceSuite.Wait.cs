namespace LockActors.Conformance;

public abstract partial class ConformanceSuite
{
    [SkippableFact]
    public async Task Wait_WhenReleased_GrantsInTheOrderOfArrival()
    {
        var holder = await GrantedAsync(_key);
        var waiters = new List<Task<AcquireReply>>();
        for (var position = 1; position <= 4; position++)
        {
            waiters.Add(await QueuedAsync(Request(LongWait), position));
        }

        var last = holder;
        foreach (var waiter in waiters)
        {
            Assert.False(waiter.IsCompleted);
            Assert.Equal(ReleaseOutcome.Released, (await Service.ReleaseAsync(_key, last.LeaseId)).Outcome);
            var reply = await waiter.WaitAsync(Soon);
            Assert.Equal(LockOutcome.Granted, reply.Outcome);
            Assert.True(reply.Grant!.Confirmed);
            Assert.True(reply.Grant.Token > last.Token);
            last = reply.Grant;
        }
    }

    [SkippableFact]
    public async Task Wait_WhenTheHolderExpires_GrantsTheNext()
    {
        var holder = await GrantedBrieflyAsync();
        var waiter = Service.AcquireAsync(_key, Request(LongWait)).AsTask();

        await _subject.PassAsync(Brief * 1.25);

        var reply = await waiter.WaitAsync(Soon);
        Assert.Equal(LockOutcome.Granted, reply.Outcome);
        Assert.True(reply.Grant!.Token > holder.Token);
    }

    [SkippableFact]
    public async Task Wait_WithoutEnd_IsGrantedInItsTurn()
    {
        var holder = await GrantedAsync(_key);
        var endless = await QueuedAsync(Request(TimeSpan.MaxValue), 1);
        var behind = await QueuedAsync(Request(LongWait), 2);
        await Service.ReleaseAsync(_key, holder.LeaseId);

        var grant = (await endless.WaitAsync(Soon)).Grant!;
        await Service.ReleaseAsync(_key, grant.LeaseId);

        Assert.True((await behind.WaitAsync(Soon)).Grant!.Token > grant.Token);
    }

    [SkippableFact]
    public async Task Wait_WhenItEnds_IsTimedOutAndLeavesTheQueue()
    {
        var holder = await GrantedAsync(_key);
        var waiter = await QueuedAsync(Request(Brief * 2));

        await _subject.PassAsync(Brief * 2.25);

        Assert.Equal(LockOutcome.TimedOut, (await waiter.WaitAsync(Soon)).Outcome);
        await WaitersAsync(0);
        Assert.Equal(holder.Token, (await Service.GetAsync(_key)).Holder!.Token);
    }

    [SkippableFact]
    public async Task Wait_WhenTheTokenIsCancelled_LeavesTheQueueToTheOthers()
    {
        var holder = await GrantedAsync(_key);
        using var impatience = new CancellationTokenSource();
        var impatient = await QueuedAsync(Request(LongWait), 1, impatience.Token);
        var patient = await QueuedAsync(Request(LongWait), 2);

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.WaitAsync(Soon));
        await WaitersAsync(1);
        await Service.ReleaseAsync(_key, holder.LeaseId);
        Assert.Equal(LockOutcome.Granted, (await patient.WaitAsync(Soon)).Outcome);
    }

    [SkippableFact]
    public async Task Wait_ThatOutlivesItsCall_GoesOnInItsPlace()
    {
        var holder = await GrantedAsync(_key);
        using var broken = new CancellationTokenSource();
        var resumable = Request(LongWait) with { OutlivesCall = true };
        var first = await QueuedAsync(resumable, 1, broken.Token);
        var behind = await QueuedAsync(Request(LongWait), 2);

        await broken.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Soon));

        // Its place is kept, and from here on it is not passed over any more.
        var back = await Service.AcquireAsync(_key, resumable with { Hold = TimeSpan.Zero }).AsTask().WaitAsync(Soon);
        Assert.Equal((LockOutcome.Queued, 1), (back.Outcome, back.Position));
        var again = Service.AcquireAsync(_key, resumable).AsTask();
        await Service.ReleaseAsync(_key, holder.LeaseId);

        var granted = await again.WaitAsync(Soon);
        Assert.True(granted.IsGranted);
        Assert.True(granted.Grant.Confirmed);
        Assert.False(behind.IsCompleted);
        await Service.ReleaseAsync(_key, granted.Grant.LeaseId);
        Assert.Equal(LockOutcome.Granted, (await behind.WaitAsync(Soon)).Outcome);
    }

    [SkippableFact]
    public async Task Wait_ThatOutlivesItsCall_LeavesTheQueueWhenItIsCancelled()
    {
        await GrantedAsync(_key);
        using var broken = new CancellationTokenSource();
        var resumable = Request(LongWait) with { OutlivesCall = true };
        var first = await QueuedAsync(resumable, 1, broken.Token);
        await broken.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Soon));

        await Service.CancelAsync(_key, resumable.Id);

        Assert.Equal(0, (await Service.GetAsync(_key)).WaiterCount);
        Assert.Equal(LockOutcome.Ended, (await Service.AcquireAsync(_key, resumable)).Outcome);
    }

    [SkippableFact]
    public async Task Wait_WithAShortHold_AnswersQueuedAndKeepsThePlace()
    {
        var holder = await GrantedAsync(_key);
        var polling = Request(LongWait) with { Hold = TimeSpan.Zero };

        var first = await Service.AcquireAsync(_key, polling);
        var behind = await QueuedAsync(Request(LongWait), 2);
        var again = await Service.AcquireAsync(_key, polling);

        Assert.Equal((LockOutcome.Queued, 1), (first.Outcome, first.Position));
        Assert.Equal((LockOutcome.Queued, 1), (again.Outcome, again.Position));
        await Service.ReleaseAsync(_key, holder.LeaseId);
        var granted = await GrantedAsync(_key, polling);
        Assert.False(behind.IsCompleted);
        await Service.ReleaseAsync(_key, granted.LeaseId);
        Assert.Equal(LockOutcome.Granted, (await behind.WaitAsync(Soon)).Outcome);
    }

    [SkippableFact]
    public async Task Wait_ByManyWorkers_NeverLetsTwoInAndEndsForAll()
    {
        const int Workers = 8, Rounds = 10;
        var (inside, entered, last) = (0, 0, 0L);

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync))).WaitAsync(2 * Soon);

        Assert.Equal(Workers * Rounds, entered);
        Assert.Equal(LockState.Free, (await Service.GetAsync(_key)).State);

        async Task WorkAsync()
        {
            for (var round = 0; round < Rounds; round++)
            {
                var request = Request(LongWait) with { Ttl = TimeSpan.FromSeconds(30) };
                var grant = await GrantedAsync(_key, request);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                Assert.True(grant.Token.Value > Interlocked.Exchange(ref last, grant.Token.Value));
                entered++;
                await Task.Yield();
                Assert.Equal(0, Interlocked.Decrement(ref inside));
                await Service.ReleaseAsync(_key, grant.LeaseId, request.Id);
            }
        }
    }
}
