using LockActors.Actors;
using LockActors.Grains;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>A silo that hosts lock grains: goes on as the silo's builder, and says where leases are kept.</summary>
public sealed class LockGrainsBuilder : ISiloBuilder
{
    private readonly ISiloBuilder _silo;

    internal LockGrainsBuilder(ISiloBuilder silo) => _silo = silo;

    /// <summary>The services of the silo.</summary>
    public IServiceCollection Services => _silo.Services;

    /// <summary>The configuration of the silo.</summary>
    public IConfiguration Configuration => _silo.Configuration;

    /// <summary>Keeps leases in a grain storage that the silo has, with its versions (ETags): Redis, PostgreSQL or SQL
    /// Server by ADO.NET, Azure, DynamoDB and others. Every silo of a cluster must name the same. Its rows hold the
    /// highest fencing token of each lock and are never deleted here; docs/OPERATIONS.md says how they end.</summary>
    /// <param name="name">The name of the grain storage, as in <c>AddRedisGrainStorage(name, ...)</c>.</param>
    /// <param name="options">How; checked here. Default: as they come.</param>
    /// <exception cref="ArgumentException">The name is empty, or an option is out of its range; the message names it
    /// and the range. A silo that has no grain storage of that name fails to start with an
    /// <see cref="OrleansConfigurationException"/>.</exception>
    public LockGrainsBuilder StoreIn(string name, GrainStorageOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var checkedOptions = options ?? new GrainStorageOptions();
        checkedOptions.Validate();
        Services.AddSingleton<ILeaseStore>(services => Create(services, name, checkedOptions));
        return this;
    }

    private static GrainStorageLeaseStore Create(IServiceProvider services, string name, GrainStorageOptions options)
    {
        var storage = services.GetKeyedService<IGrainStorage>(name) ?? throw new OrleansConfigurationException(
            $"StoreIn(\"{name}\") names a grain storage that the silo does not have; add one, for example "
            + $"AddRedisGrainStorage(\"{name}\", ...) or AddAdoNetGrainStorage(\"{name}\", ...).");
        var time = services.GetRequiredKeyedService<TimeProvider>(TimeProviderNames.Grains);
        var log = (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance)
            .CreateLogger("LockActors.Grains");
        var store = new GrainStorageLeaseStore(storage, name, options, time, log);
        if (store.IsInMemory)
        {
            log.StorageIsMemory(name);
        }

        return store;
    }
}
