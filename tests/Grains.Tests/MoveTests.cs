using LockActors.Contracts;
using LockActors.TestKit;
using Orleans.Core.Internal;

namespace LockActors.Grains.Tests;

/// <summary>Keys that move from silo to silo, and a lease store that knows their leases alone.</summary>
public sealed class MoveTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task MigrateOnIdle_OfAHeldKeyWithAQueue_IsNotNoticed()
    {
        await using var silos = await ThreeSilos.StartAsync();
        using var service = silos.NewService();
        var (key, host, grant, _) = await silos.HoldSomewhereElseAsync(service, Ttl);
        var waiters = await QueueAsync(service, key, 3);

        await silos.Grains.GetGrain<ILockGrain>(key.Value).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await Poll.UntilAsync(
            async () => await silos.HostOfAsync(key.Value) is var now && now?.SiloAddress != host.SiloAddress,
            "the key lives elsewhere",
            Patience);

        Assert.Equal(RenewOutcome.Renewed, (await service.RenewAsync(key, grant.LeaseId, Ttl)).Outcome);
        var seen = await service.GetAsync(key);
        Assert.Equal((grant.Token, 3), (seen.Holder!.Token, seen.WaiterCount));
        await ServeInOrderAsync(service, key, grant, waiters);
    }

    [Fact]
    public async Task Stop_OfASilo_LosesNoLeaseAndNoPlaceAndLetsNewKeysThroughAtOnce()
    {
        await using var silos = await ThreeSilos.StartAsync();
        using var service = silos.NewService();
        var (key, host, grant, _) = await silos.HoldSomewhereElseAsync(service, Ttl);
        var waiters = await QueueAsync(service, key, 3);
        var held = new List<LockGrant>();
        for (var i = 0; i < 60; i++)
        {
            var request = new LockRequest { Id = RequestId.New(), Ttl = Ttl };
            held.Add((await service.AcquireAsync($"held/{i}", request)).Grant!);
        }

        await silos.StopAsync(host);

        foreach (var lease in held)
        {
            Assert.Equal(RenewOutcome.Renewed, (await service.RenewAsync(lease.Key, lease.LeaseId, Ttl)).Outcome);
        }

        for (var i = 0; i < 20; i++)
        {
            var fresh = await service.AcquireAsync($"fresh/{i}", new() { Id = RequestId.New(), Ttl = Ttl });
            Assert.Equal(LockOutcome.Granted, fresh.Outcome);
        }

        await ServeInOrderAsync(service, key, grant, waiters);
    }

    [Fact]
    public async Task Kill_OfASilo_IsNotNoticedByItsHolders()
    {
        await using var silos = await ThreeSilos.StartAsync();
        using var service = silos.NewService();
        var ttl = TimeSpan.FromMinutes(1);
        var (key, host, grant, _) = await silos.HoldSomewhereElseAsync(service, ttl);
        await silos.KillAsync(host);

        using var other = silos.NewService();
        var waiter = other.AcquireAsync(
            key, new() { Id = RequestId.New(), Ttl = Ttl, Wait = TimeSpan.FromMinutes(2) }).AsTask();
        var reply = new RenewReply(RenewOutcome.Unavailable);
        await Poll.UntilAsync(
            async () => (reply = await service.RenewAsync(key, grant.LeaseId, ttl)).Outcome != RenewOutcome.Unavailable,
            "the key answers again",
            Patience);
        Assert.Equal(RenewOutcome.Renewed, reply.Outcome);
        Assert.Equal(grant.Token, (await service.GetAsync(key)).Holder!.Token);
        Assert.False(waiter.IsCompleted);

        Assert.Equal(ReleaseOutcome.Released, (await service.ReleaseAsync(key, grant.LeaseId)).Outcome);

        Assert.True((await waiter.WaitAsync(Patience)).Grant!.Token > grant.Token);
    }

    [Fact]
    public async Task Kill_OfASiloWhoseHolderDiedWithIt_LetsTheNextInOnlyAfterItsLease()
    {
        await using var silos = await ThreeSilos.StartAsync();
        using var service = silos.NewService();
        var (key, host, grant, _) = await silos.HoldSomewhereElseAsync(service, Ttl);
        await silos.KillAsync(host);

        var next = await service.AcquireAsync(
            key, new() { Id = RequestId.New(), Ttl = Ttl, Wait = TimeSpan.FromMinutes(2) });

        Assert.Equal(LockOutcome.Granted, next.Outcome);
        var heardAt = TimeProvider.System.Monotonic();
        Assert.True(heardAt >= grant.ValidUntil, "granted within the validity of the holder");
        Assert.True(next.Grant!.Token > grant.Token);
    }

    private static async Task<List<Task<AcquireReply>>> QueueAsync(ILockService service, LockKey key, int count)
    {
        var waiters = new List<Task<AcquireReply>>();
        for (var i = 1; i <= count; i++)
        {
            waiters.Add(service.AcquireAsync(
                key, new() { Id = RequestId.New(), Ttl = Ttl, Wait = TimeSpan.FromMinutes(2) }).AsTask());
            await Poll.UntilAsync(
                async () => (await service.GetAsync(key)).WaiterCount == i, $"{i} waiters", Patience);
        }

        return waiters;
    }

    private static async Task ServeInOrderAsync(
        ILockService service, LockKey key, LockGrant holder, List<Task<AcquireReply>> waiters)
    {
        foreach (var waiter in waiters)
        {
            Assert.False(waiter.IsCompleted);
            Assert.Equal(ReleaseOutcome.Released, (await service.ReleaseAsync(key, holder.LeaseId)).Outcome);
            var next = (await waiter.WaitAsync(Patience)).Grant!;
            Assert.True(next.Token > holder.Token);
            holder = next;
        }
    }
}
