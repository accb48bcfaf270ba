using System.Net;
using LockActors.Server;
using LockActors.Silo.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Configuration;

namespace LockActors.Silo.Cluster;

/// <summary>Makes a silo what its settings say.</summary>
internal static class ClusterSetup
{
    /// <summary>How long clients have to turn to other gateways before grains leave a silo that stops.</summary>
    private static readonly TimeSpan GatewayNotice = TimeSpan.FromMilliseconds(500);

    /// <summary>A call among silos that got lost with a silo that died holds up its key for this long; 30 s, the usual,
    /// is longer than an application waits. All calls are short, but for moving a thousand keys at once.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(7);

    public static ISiloBuilder UseCluster(this ISiloBuilder silo, SiloSettings settings)
    {
        silo.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = settings.ClusterId;
            cluster.ServiceId = settings.ServiceId;
        });
        silo.ConfigureEndpoints(settings.AdvertisedAddress, settings.SiloPort, settings.GatewayPort);
        if (settings.Clustering == ClusteringKind.Redis)
        {
            silo.UseRedisClustering(settings.Redis);
        }
        else
        {
            silo.UseDevelopmentClustering(
                settings.PrimaryEndPoint ?? new IPEndPoint(settings.AdvertisedAddress, settings.SiloPort));
        }

        if (settings.Directory == DirectoryKind.Distributed)
        {
            silo.AddDistributedGrainDirectory();

            // By default the keys of a silo that crashed are held back for 30 s, in case it still runs. Here two
            // activations do no harm (ADR 10), so no client waits for it.
            silo.Configure<GrainDirectoryOptions>(static directory => directory.RangeLeaseDuration = TimeSpan.Zero);
        }

        silo.Services.AddSingleton<PlacementStrategy>(settings.Placement switch
        {
            PlacementKind.Resources => new ResourceOptimizedPlacement(),
            PlacementKind.Random => new RandomPlacement(),
            PlacementKind.Hash => new HashBasedPlacement(),
            _ => new PreferLocalPlacement(),
        });
        if (settings.Tls.IsOn)
        {
            silo.UseTls(ClusterTls.Load(settings.Tls).Apply);
        }

        silo.Configure<ClusterMembershipOptions>(membership => SetMembership(membership, settings));
        if (!settings.IsAlone)
        {
            silo.Configure<SiloMessagingOptions>(static messaging =>
            {
                messaging.ClientGatewayShutdownNotificationTimeout = GatewayNotice;
                messaging.ResponseTimeout = CallLimit;
                messaging.SystemResponseTimeout = CallLimit;
            });
        }

        return silo;
    }

    public static void AddMembershipWatch(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var oracle = provider.GetRequiredService<ISiloStatusOracle>();
            return new MembershipWatch(
                () => oracle.CurrentStatus == SiloStatus.Active,
                ActivatorUtilities.CreateInstance<MembershipListing>(provider).HasThisSiloAsync,
                Environment.FailFast,
                TimeProvider.System,
                provider.GetRequiredService<ILogger<MembershipWatch>>());
        });
        services.AddHostedService(static provider => provider.GetRequiredService<MembershipWatch>());
    }

    /// <summary>A silo is ready when it is an active member and its store answers. Whether other silos answer is not
    /// asked: one that died must not make other silos unready.</summary>
    public static void AddSiloHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<MembershipHealthCheck>(
            LockServerHealthChecks.Membership, tags: [LockServerHealthChecks.Tag]);
        services.PostConfigure<HealthCheckServiceOptions>(static health =>
        {
            var locks = health.Registrations.Where(check => check.Name == LockServerHealthChecks.Locks).ToList();
            locks.ForEach(check => health.Registrations.Remove(check));
        });
    }

    private static void SetMembership(ClusterMembershipOptions membership, SiloSettings settings)
    {
        // Orleans would stretch the timeout to four times when answers are slow; it means what it says here, so that
        // an operator can tell how long a crash takes to be seen.
        membership.ProbeTimeout = settings.ProbeTimeout;
        membership.MinProbeTimeout = settings.ProbeTimeout;
        membership.MaxProbeTimeout = settings.ProbeTimeout;
        membership.NumMissedProbesLimit = settings.MissedProbes;
        membership.TableRefreshTimeout = settings.TableRefresh;

        // A silo that hangs is asked for by way of another, and that one (seen on Orleans 10.2) waits as long for the
        // answer as it is itself waited for: its "no" comes too late to count, and on a busy machine a silo that
        // hung was a member for more than a minute. Two silos that ask it directly settle the matter.
        membership.EnableIndirectProbes = false;

        // After the whole cluster died, silos that come back elsewhere find members in the table that no silo can
        // vote out. They give up, are started again, and then see that the signs of life of those members are old.
        membership.IAmAliveTablePublishTimeout = settings.TableRefresh / 2;
        membership.MaxJoinAttemptTime = settings.TableRefresh * 3;
    }
}
