using System.Collections.Concurrent;
using LockActors.Actors;
using LockActors.Client.Orleans;
using LockActors.Engine;
using LockActors.TestKit;
using Orleans.TestingHost;

namespace LockActors.Grains.Tests;

/// <summary>A grain whose actor broke an invariant leaves its key to a new activation.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TestCluster _cluster;
    private OrleansLockService _service = null!;

    public FaultTests()
    {
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<Silo>();
        _cluster = builder.Build();
    }

    public async Task InitializeAsync()
    {
        await _cluster.DeployAsync();
        _service = new OrleansLockService(_cluster.Client);
    }

    public async Task DisposeAsync()
    {
        _service.Dispose();
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Acquire_WhenTheActorBreaks_IsUnavailableAndTheKeyGoesOn()
    {
        var key = NewKey();
        var holder = await GrantedAsync(key);
        BreakingStore.Broken[key] = true;
        var broken = await _service.RenewAsync(key, holder.LeaseId, TimeSpan.FromSeconds(30)).AsTask()
            .WaitAsync(Patience);
        Assert.Equal(RenewOutcome.Unavailable, broken.Outcome);

        BreakingStore.Broken.Clear();

        // The calls that reach the broken activation before it is gone are told "unavailable" as well.
        var renewed = broken;
        await Poll.UntilAsync(
            async () => (renewed = await _service.RenewAsync(key, holder.LeaseId, TimeSpan.FromSeconds(30)))
                .Outcome != RenewOutcome.Unavailable,
            "a new activation",
            Patience);
        Assert.Equal(RenewOutcome.Renewed, renewed.Outcome);
        Assert.Equal(LockOutcome.Busy, (await _service.AcquireAsync(key, Request())).Outcome);
        Assert.Equal(ReleaseOutcome.Released, (await _service.ReleaseAsync(key, holder.LeaseId)).Outcome);
        Assert.True((await GrantedAsync(key)).Token > holder.Token);
    }

    [Fact]
    public async Task Fault_AnswersWaitersAndListsNothing()
    {
        var key = NewKey();
        var holder = await GrantedAsync(key);
        var waiter = _service.AcquireAsync(key, Request() with { Wait = TimeSpan.FromSeconds(60) }).AsTask();
        await Poll.UntilAsync(
            async () => (await _service.GetAsync(key)).WaiterCount == 1, "a waiter", Patience);
        BreakingStore.Broken[key] = true;
        await _service.RenewAsync(key, holder.LeaseId, TimeSpan.FromSeconds(30));
        BreakingStore.Broken.Clear();

        // The waiter asks again and stands in the new activation's queue.
        await Poll.UntilAsync(
            async () => await WaitersAsync(key) == 1, "the waiter to be back in the queue", Patience);
        Assert.Equal(ReleaseOutcome.Released, (await _service.ReleaseAsync(key, holder.LeaseId)).Outcome);
        Assert.True((await waiter.WaitAsync(Patience)).IsGranted);
    }

    private static LockKey NewKey() => $"fault/{Guid.NewGuid():N}";

    private static LockRequest Request() => new() { Id = RequestId.New(), Ttl = TimeSpan.FromSeconds(30) };

    private async Task<int> WaitersAsync(LockKey key)
    {
        try
        {
            return (await _service.GetAsync(key)).WaiterCount;
        }
        catch (LockUnavailableException)
        {
            return 0;
        }
    }

    private async Task<LockGrant> GrantedAsync(LockKey key)
    {
        var reply = await _service.AcquireAsync(key, Request()).AsTask().WaitAsync(Patience);
        Assert.Equal(LockOutcome.Granted, reply.Outcome);
        return reply.Grant!;
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) =>
            siloBuilder.AddLockGrains(options => options.Store = new BreakingStore());
    }

    /// <summary>Keeps leases in memory, as a store of its own would, and breaks for the keys that are named.</summary>
    private sealed class BreakingStore : ILeaseStore
    {
        public static readonly ConcurrentDictionary<LockKey, bool> Broken = new();

        private readonly ConcurrentDictionary<LockKey, SimLeaseStore> _stores = new();

        public bool IsDurable => true;

        public TimeSpan Linger => TimeSpan.Zero;

        public ValueTask<StoreReply> PlaceAsync(LockKey key, StoreEffect effect) => Change(key, effect);

        public ValueTask<StoreReply> ReplaceAsync(LockKey key, StoreEffect effect) => Change(key, effect);

        public ValueTask<StoreReply> ExtendAsync(LockKey key, StoreEffect effect) => Change(key, effect);

        public ValueTask<StoreReply> RemoveAsync(LockKey key, StoreEffect effect) => Change(key, effect);

        public ValueTask<StoredState> LoadAsync(LockKey key) => new(Of(key).Load(TimeProvider.System.Monotonic()));

        public IDisposable? WatchOutside(LockKey key, Action onFreed) => null;

        private ValueTask<StoreReply> Change(LockKey key, in StoreEffect effect) => Broken.ContainsKey(key)
            ? throw new InvariantViolationException("two and two are four")
            : new(Of(key).Apply(effect, TimeProvider.System.Monotonic()));

        private SimLeaseStore Of(LockKey key) => _stores.GetOrAdd(key, static _ => new SimLeaseStore());
    }
}
