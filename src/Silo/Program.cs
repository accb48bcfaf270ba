using LockActors.Actors;
using LockActors.Grains;
using LockActors.Server.Hosting;
using LockActors.Standalone;
using Orleans.Configuration;

// Silo = Orleans, the lock grains and the HTTP server over them. A composition root, nothing else.
return await LockHost.RunAsync(args, "silo", static (builder, flags) =>
{
    builder.Logging.AddFilter("Orleans", LogLevel.Warning);
    builder.Services.AddLeaseStore(flags);
    builder.Services.AddOptions<LockGrainOptions>().Configure<ILeaseStore>(
        static (options, store) => options.Store = store);
    builder.UseOrleans(static silo => silo
        .UseLocalhostClustering()
        .Configure<EndpointOptions>(options => options.AdvertisedIPAddress = System.Net.IPAddress.Loopback)
        .AddLockGrains());
    builder.Services.AddOrleansLockService();
});
