using LockActors.TestKit;

namespace LockActors.Cluster;

/// <summary>Three silos, two applications.</summary>
public abstract class ClusterTestBase : IAsyncLifetime
{
    private protected const int SiloCount = 3;
    /// <summary>On a busy machine a silo is late now and then.</summary>
    private static readonly Dictionary<string, string> Patient = new()
    {
        ["LOCKACTORS_SILO__PROBETIMEOUT"] = "00:00:01.5",
    };

    private protected static readonly TimeSpan Ttl = TimeSpan.FromSeconds(4);
    private protected static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private protected LocalCluster Cluster { get; private set; } = null!;

    private protected ClusterClient App { get; private set; } = null!;

    private protected ClusterClient OtherApp { get; private set; } = null!;

    /// <summary>Whether leases are kept in Redis, or in the silos' memory.</summary>
    private protected virtual bool InRedis => true;

    private protected virtual TimeSpan? MaxTtl => null;

    public async Task InitializeAsync()
    {
        if (RedisServer.WhyMissing is not null)
        {
            return;
        }

        Cluster = await LocalCluster.StartAsync(SiloCount, InRedis, MaxTtl, Patient);
        App = await Cluster.ConnectAsync();
        OtherApp = await Cluster.ConnectAsync();
        await Cluster.UntilWholeAsync(App);
    }

    public async Task DisposeAsync()
    {
        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }
    }

    private protected static LockKey NewKey() => $"cluster/{Guid.NewGuid():N}";

    private protected static LockRequest Request(TimeSpan wait, TimeSpan? ttl = null) =>
        new() { Id = RequestId.New(), Ttl = ttl ?? Ttl, Wait = wait };

    private protected async Task<LockGrant> GrantedAsync(LockKey key, TimeSpan? ttl = null)
    {
        var reply = await App.Service.AcquireAsync(key, Request(TimeSpan.Zero, ttl));
        Assert.Equal(LockOutcome.Granted, reply.Outcome);
        return reply.Grant!;
    }

    private protected async Task<SiloProcess> HostOfAsync(LockKey key)
    {
        SiloProcess? host = null;
        await Poll.UntilAsync(
            async () => (host = await App.HostOfAsync(key, Cluster.Silos)) is not null, $"a host of {key}", Long);
        return host!;
    }

    private protected static OwnerId WaiterName(int number) => OwnerId.Parse($"waiter-{number}");

    /// <summary>Waiters of the other application, in order.</summary>
    private protected async Task<List<Task<AcquireReply>>> QueueAsync(LockKey key, int count)
    {
        var waiters = new List<Task<AcquireReply>>();
        for (var i = 1; i <= count; i++)
        {
            waiters.Add(OtherApp.Service.AcquireAsync(key, Request(Long) with { Owner = WaiterName(i) }).AsTask());
            await Poll.UntilAsync(
                async () => (await App.Service.GetAsync(key)).WaiterCount == i, $"{i} waiters", Long);
        }

        return waiters;
    }

    /// <summary>Each waiter gets the lock when the one before it lets go, with a higher token.</summary>
    private protected async Task ServeInOrderAsync(LockKey key, LockGrant holder, List<Task<AcquireReply>> waiters)
    {
        foreach (var waiter in waiters)
        {
            Assert.False(waiter.IsCompleted, $"{(waiter.IsCompleted ? await waiter : default)}");
            Assert.Equal(ReleaseOutcome.Released, (await App.Service.ReleaseAsync(key, holder.LeaseId)).Outcome);
            var next = (await waiter.WaitAsync(Long)).Grant!;
            Assert.True(next.Token > holder.Token);
            holder = next;
        }

        Assert.Equal(ReleaseOutcome.Released, (await App.Service.ReleaseAsync(key, holder.LeaseId)).Outcome);
    }

    /// <summary>Calls the service until it answers for certain, as its users do.</summary>
    private protected async Task<RenewReply> RenewAsync(LockKey key, LeaseId lease)
    {
        var reply = new RenewReply(RenewOutcome.Unavailable);
        await Poll.UntilAsync(
            async () => (reply = await App.Service.RenewAsync(key, lease, Ttl)).Outcome != RenewOutcome.Unavailable,
            () => $"a renewal to be answered; {Cluster.Tails}",
            Long);
        return reply;
    }

    private protected async Task NothingIsLeftAsync() => await Poll.UntilAsync(
        async () =>
        {
            var page = await App.Service.ListAsync(new LockQuery { Limit = LockQuery.MaxLimit });
            return page.Unreachable.Count == 0 && page.Locks.All(found => found is { State: LockState.Free });
        },
        "nothing to be left behind",
        Long);
}
