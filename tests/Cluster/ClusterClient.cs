using LockActors.Client;
using LockActors.Client.Orleans;
using LockActors.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Placement;

namespace LockActors.Cluster;

/// <summary>An application of its own in this process: an Orleans client that knows the silos from Redis.</summary>
internal sealed class ClusterClient : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly OrleansLockService _service;

    private ClusterClient(IHost host, IClusterClient cluster)
    {
        _host = host;
        Cluster = cluster;
        _service = new OrleansLockService(cluster);
        Locks = new LockClient(_service);
    }

    public IClusterClient Cluster { get; }

    public ILockService Service => _service;

    public LockClient Locks { get; }

    public static async Task<ClusterClient> ConnectAsync(string membership, string clusterId)
    {
        var host = new HostBuilder()
            .ConfigureLogging(static logging => logging.SetMinimumLevel(LogLevel.Critical))
            .UseOrleansClient(client =>
            {
                client.UseRedisClustering(membership);
                client.Configure<ClusterOptions>(
                    options => (options.ClusterId, options.ServiceId) = (clusterId, "lockactors"));
                client.Configure<GatewayOptions>(
                    static options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
                client.Configure<ClientMessagingOptions>(static options =>
                {
                    options.ResponseTimeout = TimeSpan.FromSeconds(5);
                    options.CancelRequestOnTimeout = true;
                });
            })
            .Build();
        await host.StartAsync();
        return new ClusterClient(host, (IClusterClient)host.Services.GetService(typeof(IClusterClient))!);
    }

    /// <summary>The silo on which the key lives now; null when it lives nowhere.</summary>
    public async Task<SiloProcess?> HostOfAsync(LockKey key, IEnumerable<SiloProcess> silos)
    {
        var management = Cluster.GetGrain<IManagementGrain>(0);
        foreach (var (address, _) in await management.GetHosts(onlyActive: true))
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, address);
            var index = Cluster.GetGrain<ILockIndexGrain>(address.ToParsableString());
            if (await index.ListAsync(key.Value, "", 1) is { Locks.Length: > 0 })
            {
                return silos.First(silo => silo.SiloPort == address.Endpoint.Port);
            }
        }

        return null;
    }

    /// <summary>How many silos the cluster counts as active; null without an answer.</summary>
    public async Task<int?> CountSilosAsync()
    {
        try
        {
            return (await Cluster.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count;
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Locks.Dispose();
        _service.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }
}
