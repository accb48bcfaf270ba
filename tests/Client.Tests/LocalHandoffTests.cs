using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>Waiters of one client pass the lease on among themselves.</summary>
public class LocalHandoffTests : HandleTestBase
{
    private static readonly AcquireOptions Patient = new() { Wait = TimeSpan.FromMinutes(10) };

    [Fact]
    public async Task Waiters_OfOneClient_SendOneRequestAndTakeTurnsInOrder()
    {
        var handle = Take();
        var waits = Wait(4);
        Assert.Equal(17, Assert.Single(Service.Acquires).TokenBlock);
        for (var i = 0; i < 4; i++)
        {
            Assert.All(waits[i..], wait => Assert.False(wait.IsCompleted));
            Assert.True(await handle.ReleaseAsync());
            var next = await waits[i].Soon();
            Assert.Equal(handle.Token.Value + 1, next.Token.Value);
            Assert.True(next.IsHeld);
            Assert.False(handle.IsHeld);
            handle = next;
        }

        Assert.Empty(Service.Releases);
        Assert.True(await handle.ReleaseAsync());
        Assert.Single(Service.Releases);
        Assert.Single(Service.Acquires);
    }

    [Fact]
    public async Task Release_AfterTheMostHandoffs_GoesBackAndTheNextAsks()
    {
        using var client = Other(new LockClientOptions { MaxLocalHandoffs = 2 });
        var handle = await client.AcquireAsync(Some.Key);
        var waits = Wait(4, client);
        for (var i = 0; i < 4; i++)
        {
            await handle.ReleaseAsync();
            handle = await waits[i].Soon();
            Assert.Equal(i < 2 ? 1 : 2, Service.Acquires.Count);
        }

        Assert.All(Service.Acquires, request => Assert.Equal(3, request.TokenBlock));
        Assert.Single(Service.Releases);
        Assert.Equal(5, handle.Token.Value);
    }

    [Fact]
    public async Task Release_AfterTheHandoffTime_GoesBackAndTheNextAsks()
    {
        var handle = Take();
        var wait = Wait(1)[0];
        Clock.Advance(10);
        await handle.ReleaseAsync();
        Assert.Equal(18, (await wait.Soon()).Token.Value);
        Assert.Equal((1, 2), (Service.Releases.Count, Service.Acquires.Count));
        Assert.True(Service.Acquires[1].Wait < Patient.Wait);
    }

    [Fact]
    public async Task Release_WithLittleTimeLeft_GoesBackAndTheNextAsks()
    {
        using var client = Other(new LockClientOptions { LocalHandoffTime = TimeSpan.FromHours(1) });
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Unavailable));
        var handle = await client.AcquireAsync(Some.Key);
        var waits = Wait(2, client);
        Clock.Advance(14);
        await handle.ReleaseAsync();
        var next = await waits[0].Soon();
        Assert.Empty(Service.Releases);

        Clock.Advance(2);
        await next.ReleaseAsync();

        Assert.Equal(Validity, (await waits[1].Soon()).ValidFor);
        Assert.Single(Service.Releases);
    }

    [Fact]
    public async Task Loss_LetsTheNextAskAtOnceAndTellsTheHolderOnly()
    {
        var first = Take();
        var (waits, firstToken) = (Wait(2), first.LostToken);
        await first.ReleaseAsync();
        var second = await waits[0].Soon();
        var secondToken = second.LostToken;
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Lost, Reason: EndReason.Revoked));
        Clock.Advance(10);

        var third = await waits[1].Soon();

        Assert.True(secondToken.IsCancellationRequested);
        Assert.False(firstToken.IsCancellationRequested);
        Assert.True(first.LostToken.IsCancellationRequested, "a token that is read after the turn never fires");
        Assert.True(third.IsHeld);
        Assert.False(await second.ReleaseAsync());
        Assert.True(third.IsHeld);
        Assert.True(second.LostToken.IsCancellationRequested);
        Assert.Empty(Service.Releases);
    }

    [Fact]
    public async Task Loss_ByTheOwnClock_LetsTheNextAsk()
    {
        Service.OnRenew = _ => new(new RenewReply(RenewOutcome.Unavailable));
        var handle = Take();
        var wait = Wait(1)[0];
        Clock.Advance(Validity);
        Assert.True((await wait.Soon()).IsHeld);
        Assert.True(handle.LostToken.IsCancellationRequested);
    }

    [Fact]
    public async Task Handle_WhoseTurnIsOver_CannotTouchTheLease()
    {
        var first = Take();
        var wait = Wait(1)[0];
        await first.ReleaseAsync();
        var second = await wait.Soon();

        var error = await Assert.ThrowsAsync<LockLostException>(async () => await first.RenewAsync());
        Assert.Equal(EndReason.Released, error.Reason);
        Assert.False(await first.ReleaseAsync());
        await first.DisposeAsync();

        Assert.True(second.IsHeld);
        Assert.Equal((0, 0), (Service.Renewals.Count, Service.Releases.Count));
    }

    [Fact]
    public async Task Lease_IsRenewedOnceForAllItsHolders()
    {
        using var client = Other(new LockClientOptions { LocalHandoffTime = TimeSpan.FromHours(1) });
        var handle = await client.AcquireAsync(Some.Key);
        foreach (var wait in Wait(5, client))
        {
            Clock.Advance(5);
            await handle.ReleaseAsync();
            handle = await wait.Soon();
        }

        Clock.Advance(5);
        Assert.Equal([10, 20, 30], SecondsOf(Service.Renewals));
        Assert.Single(Service.Acquires);
    }

    [Fact]
    public async Task Renewal_UnderWayDuringAHandoff_CountsForTheLease()
    {
        var gate = new TaskCompletionSource<RenewReply>();
        Service.OnRenew = _ => new(gate.Task);
        using var client = Other(new LockClientOptions { LocalHandoffTime = TimeSpan.FromHours(1) });
        var first = await client.AcquireAsync(Some.Key);
        var wait = Wait(1, client)[0];
        Clock.Advance(11);
        await first.ReleaseAsync();
        var second = await wait.Soon();
        Clock.Advance(2);
        Assert.Single(Service.Renewals);

        Inline.Run(() => gate.SetResult(Service.Renewed(TimeSpan.FromSeconds(30))));

        Assert.Equal(Validity, second.ValidFor);
        Assert.False(first.IsHeld);
    }

    [Fact]
    public async Task MaxHold_CountsFromTheTurn()
    {
        var first = Take(new AcquireOptions { MaxHold = TimeSpan.FromSeconds(5) });
        var wait = Client.AcquireAsync(Some.Key, Patient with { MaxHold = TimeSpan.FromSeconds(25) }).AsTask();
        Clock.Advance(6);
        await first.ReleaseAsync();
        await wait.Soon();
        Clock.Advance(60);
        Assert.Equal([10, 20, 30], SecondsOf(Service.Renewals));
    }

    [Fact]
    public async Task Provisional_IsPassedOnAndConfirmedOnce()
    {
        Service.OnAcquire = (request, _) => new(Service.Granted(request, confirmed: false));
        var first = Take();
        var wait = Wait(1)[0];
        await first.ReleaseAsync();
        var second = await wait.Soon();
        Clock.FireDue();
        Assert.Single(Service.Confirms);
        Assert.Equal(Validity, second.ValidFor);
    }

    private LockClient Other(LockClientOptions options) => new(Service, options, Clock);

    private Task<ILockHandle>[] Wait(int count, LockClient? client = null) =>
        [.. Enumerable.Range(0, count).Select(_ => (client ?? Client).AcquireAsync(Some.Key, Patient).AsTask())];
}
