using System.Diagnostics;
using System.Globalization;
using System.Net;
using LockActors;
using LockActors.Actors;
using LockActors.Bench.Harness;
using LockActors.Bench.Orleans;
using LockActors.Bench.Redis;
using LockActors.Redis;
using LockActors.Silo.OwnRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using StackExchange.Redis;

// dotnet run -c Release --project bench/LockActors.Bench.Orleans [SECONDS] [MASTERS]
// Starts a silo in a process of its own ("silo PORT GATEWAY MASTERS") and measures from this one, over TCP on loopback.
// MASTERS is how many redis-servers keep the leases: 0 for none.
if (args is ["silo", var siloPort, var gatewayPort, var count])
{
    await RunSiloAsync(Port(siloPort), Port(gatewayPort), Port(count));
    return;
}

var duration = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 3);
var masters = args.Length > 1 ? Port(args[1]) : 0;
var (silo, gateway) = (FreePort(), FreePort());
using var process = Process.Start(new ProcessStartInfo(
    Environment.ProcessPath!, [.. Self(), "silo", $"{silo}", $"{gateway}", $"{masters}"])
{
    RedirectStandardInput = true,
    RedirectStandardOutput = true,
})!;
try
{
    var redis = await process.StandardOutput.ReadLineAsync();
    await MeasureAsync(gateway, duration, redis?.Split(',') is [{ Length: > 0 } first, ..] ? first : null);
}
finally
{
    // The silo stops when its input ends.
    process.StandardInput.Close();
    await process.WaitForExitAsync();
}

static async Task MeasureAsync(int gateway, TimeSpan duration, string? redis)
{
    using var host = Host.CreateDefaultBuilder()
        .ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
        .UseOrleansClient(client => client.UseLocalhostClustering(gateway))
        .ConfigureServices(services => services.AddOrleansLockService())
        .Build();
    await host.StartAsync();
    var service = host.Services.GetRequiredService<ILockService>();
    var warmUp = TimeSpan.FromSeconds(2);
    Console.WriteLine(Result.Header);
    foreach (var contest in Contest.All)
    {
        if (redis is not null)
        {
            using var plain = await ConnectionMultiplexer.ConnectAsync(redis);
            var spin = new SpinTaker(plain.GetDatabase());
            Console.WriteLine(await contest.RunAsync("plain spin, 1 master", spin, warmUp, duration));
        }

        var echo = new EchoTaker(host.Services.GetRequiredService<IGrainFactory>());
        Console.WriteLine(await contest.RunAsync("two calls of a bare grain", echo, warmUp, duration));
        Console.WriteLine(await contest.RunAsync("lock grains", new ServiceTaker(service), warmUp, duration));
    }

    await host.StopAsync();
}

static async Task RunSiloAsync(int siloPort, int gatewayPort, int masters)
{
    using var servers = masters > 0 ? OwnRedisServers.Start(masters) : null;
    using var host = Host.CreateDefaultBuilder()
        .ConfigureLogging(logging => logging.ClearProviders())
        .UseOrleans(builder => builder
            .UseLocalhostClustering(siloPort, gatewayPort)
            .Configure<EndpointOptions>(options => options.AdvertisedIPAddress = IPAddress.Loopback)
            .AddLockGrains(options => options.Store = servers is null
                ? NoLeaseStore.Instance
                : RedisLeaseStores.Create(new RedisLeaseOptions
                {
                    Masters = servers.EndPoints,
                    YoungMasters = YoungMasters.Allow,
                    NodeTimeout = TimeSpan.FromSeconds(1),
                })))
        .Build();
    await host.StartAsync();
    Console.WriteLine(servers is null ? "" : string.Join(',', servers.EndPoints));
    await Console.In.ReadToEndAsync();
    await host.StopAsync();
}

static int Port(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int FreePort()
{
    using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}

static string[] Self() =>
    Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
