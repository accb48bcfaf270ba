using LockActors.Actors;
using LockActors.Client.Orleans;
using LockActors.Engine;
using LockActors.TestKit;
using Orleans.TestingHost;

namespace LockActors.Grains.Tests;

/// <summary>The last silo of a cluster stops: nothing takes over what its keys owe the lease store.</summary>
public sealed class LastSiloTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly FailingStore Store = new();

    [Fact]
    public async Task Stop_RemovesTheReleasedLeasesThatTheStoreStillHas()
    {
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<Silo>();
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        using (var service = new OrleansLockService(cluster.Client))
        {
            var grant = (await service.AcquireAsync("k", new() { Id = RequestId.New() })).Grant!;
            Store.Fails = true;
            Assert.Equal(ReleaseOutcome.Released, (await service.ReleaseAsync("k", grant.LeaseId)).Outcome);

            // By then the actor asks every two seconds; the silo stops in between.
            await Poll.UntilAsync(() => Task.FromResult(Store.Failures >= 7), "removals that fail", Patience);
            Store.Fails = false;
            Assert.False(Store.IsEmpty);
        }

        await cluster.StopAllSilosAsync();

        Assert.True(Store.IsEmpty);
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.AddLockGrains(options => options.Store = Store);
    }

    /// <summary>One lease in memory, as durable as this process, whose removals may fail.</summary>
    private sealed class FailingStore : ILeaseStore
    {
        private volatile bool _fails;
        private volatile bool _placed;
        private int _failures;

        public bool Fails
        {
            set => _fails = value;
        }

        public bool IsEmpty => !_placed;

        public int Failures => Volatile.Read(ref _failures);

        public bool IsDurable => true;

        public TimeSpan Linger => TimeSpan.Zero;

        public ValueTask<StoreReply> PlaceAsync(LockKey key, StoreEffect effect)
        {
            _placed = true;
            return new(StoreReply.Done);
        }

        public ValueTask<StoreReply> ReplaceAsync(LockKey key, StoreEffect effect) => PlaceAsync(key, effect);

        public ValueTask<StoreReply> ExtendAsync(LockKey key, StoreEffect effect) => new(StoreReply.Done);

        public ValueTask<StoreReply> RemoveAsync(LockKey key, StoreEffect effect)
        {
            if (_fails)
            {
                Interlocked.Increment(ref _failures);
                return new(StoreReply.Failed);
            }

            _placed = false;
            return new(StoreReply.Done);
        }

        public ValueTask<StoredState> LoadAsync(LockKey key) => new(new StoredState(IsKnown: true));

        public IDisposable? WatchOutside(LockKey key, Action onFreed) => null;
    }
}
