using LockActors.Actors;
using LockActors.Client.Orleans;
using LockActors.Contracts;
using LockActors.Engine;
using LockActors.Monitoring;
using LockActors.TestKit;
using Orleans.TestingHost;

namespace LockActors.Grains.Tests;

/// <summary>What a cluster tells of the masters of its lease store, when the silo that is asked for them does not
/// answer.</summary>
public sealed class MasterTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestCluster _cluster;

    public MasterTests()
    {
        var builder = new TestClusterBuilder(2);
        builder.AddSiloBuilderConfigurator<Silo>();
        _cluster = builder.Build();
    }

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Cluster_WhenTheSiloThatIsAskedDoesNotAnswer_ShowsWhatAnotherSees()
    {
        var monitor = new OrleansLockMonitor(_cluster.Client);
        LockCluster? all = null;
        await Poll.UntilAsync(
            async () => (all = await monitor.ClusterAsync()).Members.Count(member => member.Answered) == 2,
            "two silos that answer",
            Patience);
        Silo.FailNext();

        var cluster = await monitor.ClusterAsync();

        Assert.All([all!, cluster], seen => Assert.Equal(
            ("a kind", "a master"), (seen.Store, Assert.Single(seen.Masters).EndPoint)));
        Assert.Equal([false, true], cluster.Members.Select(member => member.Answered).Order());
    }

    private sealed class Silo : ISiloConfigurator
    {
        private static int _failures;

        /// <summary>The next call that asks for masters fails.</summary>
        public static void FailNext() => Volatile.Write(ref _failures, 1);

        public void Configure(ISiloBuilder siloBuilder) => siloBuilder
            .AddIncomingGrainCallFilter(static context =>
                context.MethodName == nameof(ILockMonitorGrain.DescribeAsync)
                    && context.Request.GetArgument(0) is true
                    && Interlocked.Exchange(ref _failures, 0) > 0
                        ? throw new TimeoutException()
                        : context.Invoke())
            .AddLockGrains(static options => options.Store = new StoreOfOne());
    }

    private sealed class StoreOfOne : ILeaseStore, ILeaseStoreHealth
    {
        public bool IsDurable => false;

        public TimeSpan Linger => TimeSpan.Zero;

        public string Kind => "a kind";

        public ValueTask<IReadOnlyList<StoreMaster>> AskAsync(CancellationToken cancellationToken = default) =>
            new([new StoreMaster { EndPoint = "a master", Up = true }]);

        public ValueTask<StoreReply> PlaceAsync(LockKey key, StoreEffect effect) => new(StoreReply.Done);

        public ValueTask<StoreReply> ReplaceAsync(LockKey key, StoreEffect effect) => new(StoreReply.Done);

        public ValueTask<StoreReply> ExtendAsync(LockKey key, StoreEffect effect) => new(StoreReply.Done);

        public ValueTask<StoreReply> RemoveAsync(LockKey key, StoreEffect effect) => new(StoreReply.Done);

        public ValueTask<StoredState> LoadAsync(LockKey key) => new(StoredState.Unknown);

        public IDisposable? WatchOutside(LockKey key, Action onFreed) => null;
    }
}
