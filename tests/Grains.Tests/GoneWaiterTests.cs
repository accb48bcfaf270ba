using LockActors.Client.Orleans;
using LockActors.Contracts;
using LockActors.TestKit;

namespace LockActors.Grains.Tests;

/// <summary>A request that outlives its call, as the HTTP server makes them, and whose client went away.</summary>
/// <param name="silo">The silo.</param>
public sealed class GoneWaiterTests(OneSilo silo) : IClassFixture<OneSilo>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly LockKey _key = $"gone/{Guid.NewGuid():N}";
    private readonly OrleansLockService _service = new(silo.Grains);

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Waiter_WhoseClientIsGone_IsPassedOverAndKeepsItsPlace()
    {
        var holder = (await _service.AcquireAsync(_key, Request())).Grant!;
        var gone = Request() with { Wait = TimeSpan.FromSeconds(60), OutlivesCall = true };
        using (var connection = new CancellationTokenSource())
        {
            var broken = _service.AcquireAsync(_key, gone, connection.Token).AsTask();
            await WaitersAsync(1);
            await connection.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broken);
        }

        var alive = _service.AcquireAsync(_key, Request() with { Wait = TimeSpan.FromSeconds(60) }).AsTask();
        await WaitersAsync(2);
        await Poll.UntilAsync(
            async () => (await _service.GetAsync(_key)).Waiters is [{ Connected: false }, { Connected: true }],
            "the waiter whose client is gone, and the one that is there",
            Patience);
        await _service.ReleaseAsync(_key, holder.LeaseId);

        var next = (await alive.WaitAsync(Patience)).Grant!;

        // Had it been granted the lock first, it would have lost its place with that grant.
        var waiter = Assert.Single((await _service.GetAsync(_key)).Waiters);
        Assert.Equal($"{gone.Id}", waiter.Name);
        var back = _service.AcquireAsync(_key, gone).AsTask();
        await _service.ReleaseAsync(_key, next.LeaseId);
        Assert.True((await back.WaitAsync(Patience)).IsGranted);
    }

    /// <summary>The same request is back by another call before its broken one has ended, which must not take the new
    /// one's place where grants arrive.</summary>
    [Fact]
    public async Task Request_ThatCameBackBeforeItsOldCallEnded_IsPushedItsGrant()
    {
        var holder = (await _service.AcquireAsync(_key, Request())).Grant!;
        using var service = new OrleansLockService(silo.Grains, new() { PollInterval = TimeSpan.FromMinutes(1) });
        var request = Request() with { Wait = TimeSpan.FromMinutes(2), OutlivesCall = true };
        using var connection = new CancellationTokenSource();

        // From here on the service knows that the key is contended, so calls say at once where to push.
        await service.AcquireAsync(_key, Request() with { Wait = TimeSpan.FromMilliseconds(100) });
        var broken = service.AcquireAsync(_key, request, connection.Token).AsTask();
        var back = service.AcquireAsync(_key, request).AsTask();
        await WaitersAsync(1);

        await connection.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broken);
        await _service.ReleaseAsync(_key, holder.LeaseId);

        Assert.True((await back.WaitAsync(Patience)).IsGranted);
    }

    /// <summary>A broken connection is told late, after the client has come back by a call that says not where to
    /// push.</summary>
    [Fact]
    public async Task Detach_OfACallThatWasFollowedByAnother_ChangesNothing()
    {
        await _service.AcquireAsync(_key, Request());
        var grain = silo.Grains.GetGrain<ILockGrain>(_key.Value);
        var observer = silo.Grains.CreateObjectReference<ILockObserver>(new Deaf());
        var call = new AcquireCall { Wait = TimeSpan.FromSeconds(60), Ask = 1, Observer = observer };
        await grain.AcquireAsync(call);

        await grain.AcquireAsync(call with { Ask = 2, Observer = null });
        await grain.DetachAsync(call.RequestId, 1);

        var view = await grain.DescribeAsync();
        Assert.True(Assert.Single(view!.Waiters).Connected);
    }

    private static LockRequest Request() => new() { Id = RequestId.New(), Ttl = TimeSpan.FromSeconds(60) };

    private Task WaitersAsync(int count) => Poll.UntilAsync(
        async () => (await _service.GetAsync(_key)).WaiterCount == count, $"{count} waiters", Patience);

    private sealed class Deaf : ILockObserver
    {
        public ValueTask OnGrantedAsync(GrantNotice notice) => ValueTask.CompletedTask;
    }
}
