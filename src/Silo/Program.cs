using LockActors.Server.Hosting;
using Orleans.Configuration;

// Silo = Orleans + lock grains + the HTTP server over them. A composition root, nothing else.
return await LockHost.RunAsync(args, "silo", builder =>
{
    builder.UseOrleans(silo => silo
        .UseLocalhostClustering()
        .Configure<EndpointOptions>(options => options.AdvertisedIPAddress = System.Net.IPAddress.Loopback)
        .AddLockGrains());
    builder.Services.AddOrleansLockService();
});
