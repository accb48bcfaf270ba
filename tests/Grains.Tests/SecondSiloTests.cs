using LockActors.Client.Orleans;
using Orleans.TestingHost;

namespace LockActors.Grains.Tests;

/// <summary>An application that adds a silo and has no lease store.</summary>
public sealed class SecondSiloTests
{
    [Fact]
    public async Task Start_OfASecondSiloWithoutAStore_FailsAndTheFirstGoesOn()
    {
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<Silo>();
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        using var service = new OrleansLockService(cluster.Client);
        var ttl = TimeSpan.FromMinutes(1);
        var held = (await service.AcquireAsync("held", new() { Id = RequestId.New(), Ttl = ttl })).Grant!;

        var error = await Assert.ThrowsAnyAsync<Exception>(() => cluster.StartAdditionalSiloAsync());

        Assert.Contains("AddRedisLeaseStore", $"{error}", StringComparison.Ordinal);
        Assert.Equal(RenewOutcome.Renewed, (await service.RenewAsync("held", held.LeaseId, ttl)).Outcome);
        Assert.True((await service.AcquireAsync("another", new() { Id = RequestId.New(), Ttl = ttl })).IsGranted);
        await cluster.StopAllSilosAsync();
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.AddLockGrains();
    }
}
