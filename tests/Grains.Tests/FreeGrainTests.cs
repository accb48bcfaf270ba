using LockActors.Client.Orleans;
using LockActors.TestKit;
using Orleans.TestingHost;

namespace LockActors.Grains.Tests;

/// <summary>Grains of keys that are out of use, on one silo with a lease store.</summary>
public sealed class FreeGrainTests : IAsyncLifetime
{
    private const string GrainType = "LockActors.Grains.LockGrain,LockActors.Grains";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(60);
    private static readonly SharedLeaseStore Store = new(TimeProvider.System);

    private readonly TestCluster _cluster;
    private OrleansLockService? _service;

    public FreeGrainTests()
    {
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<Silo>();
        _cluster = builder.Build();
    }

    private OrleansLockService Service => _service!;

    public async Task InitializeAsync()
    {
        await _cluster.DeployAsync();
        _service = new OrleansLockService(_cluster.Client);
    }

    public async Task DisposeAsync()
    {
        _service?.Dispose();
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Looks_AndMadeUpLeases_LeaveNoGrain()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(LockState.Free, (await Service.GetAsync($"look/{i}")).State);
            Assert.Equal(RenewOutcome.Lost, (await Service.RenewAsync($"renew/{i}", LeaseId.New(), Ttl)).Outcome);
            Assert.Equal(ReleaseOutcome.NotHeld, (await Service.ReleaseAsync($"free/{i}", LeaseId.New())).Outcome);
        }

        await UntilGrainsAsync(0);
    }

    [Fact]
    public async Task Keys_ThatWereUsedOnce_LeaveTheirGrainsAndHeldOnesStay()
    {
        var held = await TakeAsync("held");
        for (var i = 0; i < 50; i++)
        {
            var grant = await TakeAsync($"once/{i}");
            Assert.Equal(
                ReleaseOutcome.Released, (await Service.ReleaseAsync($"once/{i}", grant.LeaseId)).Outcome);
        }

        await UntilGrainsAsync(1);
        Assert.Equal(RenewOutcome.Renewed, (await Service.RenewAsync("held", held.LeaseId, Ttl)).Outcome);
        Assert.Equal(ReleaseOutcome.Released, (await Service.ReleaseAsync("held", held.LeaseId)).Outcome);
    }

    [Fact]
    public async Task Key_ThatComesBack_HasAHigherToken()
    {
        var before = await TakeAsync("back");
        await Service.ReleaseAsync("back", before.LeaseId);
        await UntilGrainsAsync(0);

        Assert.True((await TakeAsync("back")).Token > before.Token);
    }

    [Fact]
    public async Task Request_ThatWasCancelledBeforeItCame_IsRefusedWhileItIsRemembered()
    {
        var request = new LockRequest { Id = RequestId.New(), Ttl = Ttl };
        await Service.CancelAsync("late", request.Id);

        Assert.Equal(LockOutcome.Ended, (await Service.AcquireAsync("late", request)).Outcome);
        await UntilGrainsAsync(0);
    }

    [Fact]
    public async Task Renewal_OfALeaseThatTheStoreAloneKnows_FindsIt()
    {
        var lease = LeaseId.New();
        Store["stored"].Apply(
            new()
            {
                Verb = Engine.StoreVerb.Place,
                Lease = lease,
                Token = new FencingToken(7),
                Ttl = Ttl,
                Request = RequestId.New(),
            },
            TimeProvider.System.Monotonic());

        Assert.Equal(LockState.Held, (await Service.GetAsync("stored")).State);
        Assert.Equal(RenewOutcome.Renewed, (await Service.RenewAsync("stored", lease, Ttl)).Outcome);
        Assert.Equal(ReleaseOutcome.Released, (await Service.ReleaseAsync("stored", lease)).Outcome);
    }

    private async Task<LockGrant> TakeAsync(LockKey key)
    {
        var reply = await Service.AcquireAsync(key, new LockRequest { Id = RequestId.New(), Ttl = Ttl });
        Assert.Equal(LockOutcome.Granted, reply.Outcome);
        return reply.Grant!;
    }

    private Task UntilGrainsAsync(int count)
    {
        var management = _cluster.Client.GetGrain<IManagementGrain>(0);
        return Poll.UntilAsync(
            async () => (await management.GetSimpleGrainStatistics())
                .Where(found => found.GrainType == GrainType).Sum(found => found.ActivationCount) == count,
            $"{count} lock grains",
            Patience);
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.AddLockGrains(options =>
        {
            options.Store = Store;
            options.IdleAfter = TimeSpan.FromSeconds(3);
        });
    }
}
