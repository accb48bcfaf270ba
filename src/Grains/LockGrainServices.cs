using LockActors.Actors;
using LockActors.Actors.Monitoring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace LockActors.Grains;

/// <summary>What the lock grains of one silo share.</summary>
internal sealed class LockGrainServices
{
    private readonly IClusterMembershipService _membership;
    private readonly ILocalSiloDetails _silo;

    public LockGrainServices(
        IOptions<LockGrainOptions> options,
        IOptions<GrainCollectionOptions> collection,
        IGrainRuntime runtime,
        IClusterMembershipService membership,
        ILocalSiloDetails silo,
        IServiceProvider services,
        [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time)
    {
        Limits = options.Value.Limits;
        Store = options.Value.Store;
        KeepsLeasesInMemory = Store is NoLeaseStore;
        KeepFor = collection.Value.CollectionAge / 2;
        Runtime = runtime;
        _membership = membership;
        _silo = silo;
        var logs = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        Log = logs.CreateLogger("LockActors.Grains");
        Monitor = new ProcessMonitor(
            time, silo.SiloAddress.ToParsableString(), logs.CreateLogger(LockAudit.Category));
        ActorInstruments.Watch(this, Registry.All);
        Time = time;
        Memory = options.Value.IdleAfter;
        FreeKeys = new FreeKeys(
            time, static (actor, mayForget) => ((GrainActorHost)actor.Host).LetGo(actor, mayForget));
    }

    public LockLimits Limits { get; }

    public ILeaseStore Store { get; }

    public TimeProvider Time { get; }

    public IGrainRuntime Runtime { get; }

    public ILogger Log { get; }

    public ProcessMonitor Monitor { get; }

    /// <summary>The lock actors that live on this silo now.</summary>
    public ActorIndex Registry { get; } = new();

    public FreeKeys FreeKeys { get; }

    /// <summary>How long it is remembered how requests ended.</summary>
    public TimeSpan Memory { get; }

    /// <summary>Whether leases are nowhere but in the memory of this silo, the only one.</summary>
    public bool KeepsLeasesInMemory { get; }

    public KeysLeftBehind LeftBehind { get; } = new();

    /// <summary>How long what a key left behind is good for. A lease store knows better soon.</summary>
    public TimeSpan LeftBehindFor => KeepsLeasesInMemory ? Limits.MaxTtl : Limits.LivenessWindow;

    /// <summary>The other silos that take grains, as this one knows.</summary>
    public IReadOnlyList<SiloAddress> OtherSilos() =>
        [.. _membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(_silo.SiloAddress))
            .Select(member => member.SiloAddress)];

    /// <summary>Leases longer than this keep their grain from being collected.</summary>
    public TimeSpan KeepFor { get; }

    public FenceFloor Fence { get; } = new();
}
