using LockActors.Engine;
using LockActors.TestKit;

namespace LockActors.Actors.Tests;

public sealed class LoadTests
{
    private readonly SimClock _clock = new();
    private readonly GatedLeaseStore _store;

    public LoadTests() => _store = new GatedLeaseStore(_clock) { IsDurable = true };

    [Fact]
    public async Task Load_OfALease_LetsItsHolderGoOnAfterARestart()
    {
        LockGrant grant;
        using (var before = Start())
        {
            grant = (await before.AcquireAsync(Some.Key, Some.LockRequest(1)).Soon()).Grant!;
        }

        _clock.Advance(10);
        using var after = Start();

        Assert.Equal(LockOutcome.Busy, (await after.AcquireAsync(Some.Key, Some.LockRequest(2)).Soon()).Outcome);
        Assert.Equal(RenewOutcome.Renewed, (await after.RenewAsync(Some.Key, grant.LeaseId, grant.Ttl).Soon()).Outcome);
        Assert.Equal(ReleaseOutcome.Released, (await after.ReleaseAsync(Some.Key, grant.LeaseId).Soon()).Outcome);
        var next = await after.AcquireAsync(Some.Key, Some.LockRequest(3)).Soon();
        Assert.True(next.Grant!.Token > grant.Token);
    }

    [Fact]
    public async Task Load_OfALease_GrantsItsRequestAgain()
    {
        LockGrant grant;
        using (var before = Start())
        {
            grant = (await before.AcquireAsync(Some.Key, Some.LockRequest(1)).Soon()).Grant!;
        }

        using var after = Start();
        var again = await after.AcquireAsync(Some.Key, Some.LockRequest(1)).Soon();
        Assert.Equal((grant.LeaseId, grant.Token), (again.Grant!.LeaseId, again.Grant.Token));
    }

    [Fact]
    public async Task Load_ByManyCallers_AsksTheStoreOnce()
    {
        _store.LoadGate = new TaskCompletionSource<StoredState>();
        using var service = Start();
        var calls = Enumerable.Range(1, 8)
            .Select(number => service.AcquireAsync(Some.Key, Some.LockRequest(number)).AsTask())
            .ToArray();

        _store.LoadGate.SetResult(new StoredState(IsKnown: true));

        Assert.Equal(1, (await Task.WhenAll(calls).Soon()).Count(reply => reply.IsGranted));
        Assert.Equal(1, _store.Loads);
    }

    [Fact]
    public async Task Load_WhenUnknown_IsUnavailableAndTriedAgainByTheNextCall()
    {
        _store.LoadGate = new TaskCompletionSource<StoredState>();
        _store.LoadGate.SetResult(StoredState.Unknown);
        using var service = Start();
        Assert.Equal(
            LockOutcome.Unavailable, (await service.AcquireAsync(Some.Key, Some.LockRequest(1)).Soon()).Outcome);
        Assert.Equal(RenewOutcome.Unavailable, (
            await service.RenewAsync(Some.Key, Some.Lease(1), TimeSpan.FromSeconds(1)).Soon()).Outcome);
        Assert.Equal(ReleaseOutcome.Unavailable, (await service.ReleaseAsync(Some.Key, Some.Lease(1)).Soon()).Outcome);
        Assert.Equal(CancelOutcome.Unavailable, await service.CancelAsync(Some.Key, Some.Request(1)).Soon());
        Assert.Equal(RevokeOutcome.Unavailable, await service.RevokeAsync(Some.Key).Soon());
        await Assert.ThrowsAsync<LockUnavailableException>(() => service.GetAsync(Some.Key).Soon());

        _store.LoadGate = null;
        Assert.True((await service.AcquireAsync(Some.Key, Some.LockRequest(1)).Soon()).IsGranted);
    }

    [Fact]
    public async Task Load_WhenTheStoreThrows_IsUnavailableAndTriedAgainByTheNextCall()
    {
        using var service = Start();
        _store.Throws = new IOException("down");
        Assert.Equal(
            LockOutcome.Unavailable, (await service.AcquireAsync(Some.Key, Some.LockRequest(1)).Soon()).Outcome);

        _store.Throws = null;
        Assert.True((await service.AcquireAsync(Some.Key, Some.LockRequest(1)).Soon()).IsGranted);
    }

    [Fact]
    public async Task Load_WhoseAnswerIsLate_DoesNotShortenTheLease()
    {
        _store.Contents.Apply(
            new StoreEffect
            {
                Verb = StoreVerb.Place,
                Lease = Some.Lease(1),
                Request = Some.Request(1),
                Token = new FencingToken(1),
                TokenBlock = 1,
                Ttl = TimeSpan.FromSeconds(10),
            },
            _clock.Now);
        _store.LoadGate = new TaskCompletionSource<StoredState>();
        using var service = Start();
        var waiter = service.AcquireAsync(Some.Key, Some.LockRequest(2, wait: 60)).AsTask();
        await _store.LoadAsked.Task.Soon();
        var state = _store.Contents.Load(_clock.Now);
        _clock.Advance(2);
        await Task.Run(() => _store.LoadGate.SetResult(state)).Soon();
        Assert.Equal(1, (await service.GetAsync(Some.Key).Soon()).WaiterCount);

        _clock.Advance(10.09);
        Assert.False(waiter.IsCompleted);
        _clock.Advance(0.1);
        Assert.True((await waiter.Soon()).IsGranted);
    }

    private LocalLockService Start() => new(new LocalLockOptions { Store = _store }, _clock);
}
