using System.Diagnostics;
using System.Globalization;
using System.Net;
using LockActors;
using LockActors.Bench.Harness;
using LockActors.Bench.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

// dotnet run -c Release --project bench/LockActors.Bench.Orleans [SECONDS]
// Starts a silo in a process of its own ("silo PORT GATEWAY") and measures from this one, over TCP on loopback.
if (args is ["silo", var siloPort, var gatewayPort])
{
    await RunSiloAsync(Port(siloPort), Port(gatewayPort));
    return;
}

var duration = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 3);
var (silo, gateway) = (FreePort(), FreePort());
using var process = Process.Start(new ProcessStartInfo(
    Environment.ProcessPath!, [.. Self(), "silo", $"{silo}", $"{gateway}"])
{
    RedirectStandardInput = true,
    RedirectStandardOutput = true,
})!;
try
{
    await process.StandardOutput.ReadLineAsync();
    await MeasureAsync(gateway, duration);
}
finally
{
    // The silo stops when its input ends.
    process.StandardInput.Close();
    await process.WaitForExitAsync();
}

static async Task MeasureAsync(int gateway, TimeSpan duration)
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
        var echo = new EchoTaker(host.Services.GetRequiredService<IGrainFactory>());
        Console.WriteLine(await contest.RunAsync("two calls of a bare grain", echo, warmUp, duration));
        Console.WriteLine(await contest.RunAsync("lock grains", new ServiceTaker(service), warmUp, duration));
    }

    await host.StopAsync();
}

static async Task RunSiloAsync(int siloPort, int gatewayPort)
{
    using var host = Host.CreateDefaultBuilder()
        .ConfigureLogging(logging => logging.ClearProviders())
        .UseOrleans(builder => builder
            .UseLocalhostClustering(siloPort, gatewayPort)
            .Configure<EndpointOptions>(options => options.AdvertisedIPAddress = IPAddress.Loopback)
            .AddLockGrains())
        .Build();
    await host.StartAsync();
    Console.WriteLine("ready");
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
