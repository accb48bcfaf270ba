using LockActors.Client;
using LockActors.Redis;
using LockActors.Samples.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// An application with a silo of its own that hosts lock grains beside its other grains.
// dotnet run --project samples/LockActors.Samples.Orleans [HOST:PORT of a Redis for the leases]
var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);

if (args is [var redis])
{
    // Without it leases live in the memory of this silo, which must then be the only one. Several masters make a
    // Redlock quorum.
    builder.Services.AddRedisLeaseStore(new RedisLeaseOptions { Masters = [redis] });
}

builder.UseOrleans(silo => silo.UseLocalhostClustering().AddLockGrains());
builder.Services.AddLockClient().UseOrleans();
using var host = builder.Build();
await host.StartAsync();

await Taking.WithTheClientAsync(host.Services.GetRequiredService<ILockClient>());
await Taking.FromTheGrainAsync(host.Services.GetRequiredService<IGrainFactory>());

await host.StopAsync();
