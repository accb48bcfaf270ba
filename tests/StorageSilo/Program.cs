using System.Net;
using LockActors;
using Orleans.Configuration;
using StackExchange.Redis;

// --port N --silo-port N --gateway-port N --cluster-id NAME --cluster-redis HOST:PORT --leases HOST:PORT: an
// application with lock grains that keep leases in its grain storage. The tests freeze and kill it.
var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;
builder.WebHost.UseUrls($"http://{IPAddress.Loopback}:{settings["port"]}");
builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning);
builder.UseOrleans(silo =>
{
    silo.UseRedisClustering(settings["cluster-redis"]!);
    silo.Configure<ClusterOptions>(
        cluster => (cluster.ClusterId, cluster.ServiceId) = (settings["cluster-id"]!, "lockactors"));
    silo.ConfigureEndpoints(
        IPAddress.Loopback, settings.GetValue<int>("silo-port"), settings.GetValue<int>("gateway-port"));
    silo.Configure<ClusterMembershipOptions>(static membership =>
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1.5);
        membership.MinProbeTimeout = TimeSpan.FromSeconds(1.5);
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(1.5);
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        membership.EnableIndirectProbes = false;
    });
    silo.AddDistributedGrainDirectory();
    silo.Configure<GrainDirectoryOptions>(static directory => directory.RangeLeaseDuration = TimeSpan.Zero);
    silo.AddRedisGrainStorage("leases", storage => storage.ConfigurationOptions =
        ConfigurationOptions.Parse(settings["leases"]!));
    silo.AddLockGrains(static grains => grains.Limits = LockLimits.Default with { MaxTtl = TimeSpan.FromMinutes(1) })
        .StoreIn("leases");
});
var app = builder.Build();
app.MapGet("/health/ready", static () => "ready");
await app.RunAsync();
