using LockActors.Actors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NSubstitute;
using Orleans.Storage;

namespace LockActors.Grains.Tests;

/// <summary>What <c>AddLockGrains</c> makes of an application's services.</summary>
public sealed class SetupTests : IDisposable
{
    private readonly IServiceCollection _services = new ServiceCollection().AddOptions();
    private readonly ISiloBuilder _silo = Substitute.For<ISiloBuilder>();
    private ServiceProvider? _provider;

    public SetupTests() => _silo.Services.Returns(_services);

    public void Dispose() => _provider?.Dispose();

    [Fact]
    public void Store_IsThatOfTheApplication()
    {
        var store = Substitute.For<ILeaseStore>();
        _silo.AddLockGrains();
        _services.AddSingleton(store);

        Assert.Same(store, Options<LockGrainOptions>().Store);
    }

    [Fact]
    public void Store_ThatIsNamed_IsTaken()
    {
        var store = Substitute.For<ILeaseStore>();
        _services.AddSingleton(store);
        _silo.AddLockGrains(options => options.Store = store);

        Assert.Same(store, Options<LockGrainOptions>().Store);
    }

    [Fact]
    public void Store_ThatIsNamedBesideAnotherOfTheApplication_IsRefused()
    {
        _services.AddSingleton(Substitute.For<ILeaseStore>());
        _silo.AddLockGrains(options => options.Store = Substitute.For<ILeaseStore>());

        var error = Assert.Throws<InvalidOperationException>(() => Options<LockGrainOptions>());

        Assert.Contains("AddLockGrains() has 2 lease stores", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stores_OfAnApplicationWithSeveral_AreRefused()
    {
        _services.AddSingleton(Substitute.For<ILeaseStore>()).AddSingleton(Substitute.For<ILeaseStore>());
        _silo.AddLockGrains();

        Assert.Throws<InvalidOperationException>(() => Options<LockGrainOptions>());
    }

    [Fact]
    public void Store_OfAnApplicationWithoutOne_IsMemory()
    {
        _silo.AddLockGrains();

        Assert.IsType<NoLeaseStore>(Options<LockGrainOptions>().Store);
    }

    [Fact]
    public void Store_MadeForShorterLeases_IsRefused()
    {
        var store = Substitute.For<ILeaseStore>();
        store.LongestTtl.Returns(TimeSpan.FromMinutes(10));
        _silo.AddLockGrains(options =>
        {
            options.Store = store;
            options.Limits = LockLimits.Default with { MaxTtl = TimeSpan.FromHours(2) };
        });
        _provider = _services.BuildServiceProvider();

        var error = Assert.Throws<OrleansConfigurationException>(
            () => Assert.Single(_provider.GetServices<IConfigurationValidator>()).ValidateConfiguration());

        Assert.Contains("Limits.MaxTtl is 02:00:00", error.Message, StringComparison.Ordinal);
        Assert.Contains("00:10:00", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StoreIn_AGrainStorageOfTheSilo_IsTheStore()
    {
        _services.AddKeyedSingleton<IGrainStorage>("leases", new RowStorage());
        _silo.AddLockGrains().StoreIn("leases");
        _services.AddKeyedSingleton(TimeProviderNames.Grains, TimeProvider.System);

        Assert.Equal("grain storage 'leases' (RowStorage)", $"{Options<LockGrainOptions>().Store}");
    }

    [Fact]
    public void StoreIn_AGrainStorageThatIsNotThere_IsRefusedInOneLine()
    {
        _silo.AddLockGrains().StoreIn("leases");

        var error = Assert.Throws<OrleansConfigurationException>(() => Options<LockGrainOptions>());

        Assert.StartsWith("StoreIn(\"leases\") names a grain storage that the silo does not have", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void StoreIn_WithAnOptionOutOfItsRange_IsRefused()
    {
        var silo = _silo.AddLockGrains();

        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => silo.StoreIn("leases", new GrainStorageOptions { CallTimeout = TimeSpan.FromMinutes(1) }));

        Assert.StartsWith("CallTimeout is 1m; it must be 50ms to 30s.", error.Message, StringComparison.Ordinal);
    }

    private T Options<T>()
        where T : class
    {
        _provider = _services.BuildServiceProvider();
        return _provider.GetRequiredService<IOptions<T>>().Value;
    }
}
