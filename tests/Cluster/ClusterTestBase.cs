using LockActors.TestKit;

namespace LockActors.Cluster;

/// <summary>What the tests of a cluster have in common. Each begins with a cluster that is whole, and names its keys by
/// itself.</summary>
/// <param name="fixture">The cluster.</param>
public abstract class ClusterTestBase(RedisCluster fixture) : IAsyncLifetime
{
    private protected const int SiloCount = RedisCluster.SiloCount;

    private protected static readonly TimeSpan Ttl = TimeSpan.FromSeconds(4);
    private protected static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private int _keys;

    private protected LocalCluster Cluster => fixture.Cluster;

    private protected ClusterClient App => fixture.App;

    private protected ClusterClient OtherApp => fixture.OtherApp;

    /// <summary>What the names of this test's keys begin with.</summary>
    private protected string Prefix { get; } = $"{Guid.NewGuid():N}/";

    public Task InitializeAsync() => fixture.RestoreAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    private protected LockKey NewKey() => $"{Prefix}{++_keys}";

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

    private protected static HolderName WaiterName(int number) => HolderName.Parse($"waiter-{number}");

    /// <summary>Waiters of the other application, in order.</summary>
    private protected async Task<List<Task<AcquireReply>>> QueueAsync(LockKey key, int count)
    {
        var waiters = new List<Task<AcquireReply>>();
        for (var i = 1; i <= count; i++)
        {
            waiters.Add(OtherApp.Service.AcquireAsync(key, Request(Long) with { Holder = WaiterName(i) }).AsTask());
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
            if (waiter.IsCompleted)
            {
                Assert.Fail(
                    $"waiter {waiters.IndexOf(waiter)} was answered {await waiter} while {holder} held the lock, at "
                    + $"{History.Now()}; {Cluster.Tails}");
            }

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
            var page = await App.Service.ListAsync(new LockQuery { Prefix = Prefix, Limit = LockQuery.MaxLimit });
            return page.Unreachable.Count == 0 && page.Locks.All(found => found is { State: LockState.Free });
        },
        "nothing to be left behind",
        Long);
}
