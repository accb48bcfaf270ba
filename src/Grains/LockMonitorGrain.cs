using System.Text.Json;
using LockActors.Actors.Monitoring;
using LockActors.Contracts;
using LockActors.Monitoring;
using Orleans.Concurrency;
using Orleans.Placement;

namespace LockActors.Grains;

/// <summary>Tells operators what the silo it lives on knows.</summary>
[Reentrant]
[Immovable]
[RandomPlacement]
internal sealed class LockMonitorGrain(IGrainContext context, ILocalSiloDetails silo, LockGrainServices services)
    : SiloBoundGrain(context, silo), ILockMonitorGrain, IGrainBase
{
    private static readonly TimeSpan ListensFor = TimeSpan.FromMinutes(1);

    private IDisposable? _listening;
    private IGrainTimer? _timer;

    public ValueTask<byte[]?> OverviewAsync() => new(IsAtHome()
        ? JsonSerializer.SerializeToUtf8Bytes(
            services.Monitor.Overview(services.Registry.All()), MonitorJson.Default.LockOverview)
        : null);

    public async ValueTask<byte[]?> DescribeAsync(bool withMasters)
    {
        if (!IsAtHome())
        {
            return null;
        }

        var cluster = await services.Monitor.DescribeAsync(
            Silo.SiloAddress.ToString(), Silo.Name, services.Registry.All(), services.Store, withMasters);
        return JsonSerializer.SerializeToUtf8Bytes(cluster, MonitorJson.Default.LockCluster);
    }

    public ValueTask<SiloEvents?> EventsAsync(long? after)
    {
        if (!IsAtHome())
        {
            return new((SiloEvents?)null);
        }

        Listen();
        var (events, last, missed) = services.Monitor.Read(after);
        return new(new SiloEvents
        {
            Events = events.Count == 0
                ? []
                : JsonSerializer.SerializeToUtf8Bytes([.. events], MonitorJson.Default.ListLockEvent),
            Last = last,
            Missed = missed,
            HasMore = events.Count == ProcessMonitor.MaxEventsAtOnce,
        });
    }

    /// <summary>A reader that asks for events listens for a while; readers do not say that they stop.</summary>
    private void Listen()
    {
        _listening ??= services.Monitor.Listen();
        if (_timer is null)
        {
            _timer = this.RegisterGrainTimer(
                StopListening, new GrainTimerCreationOptions(ListensFor, Timeout.InfiniteTimeSpan));
        }
        else
        {
            _timer.Change(ListensFor, Timeout.InfiniteTimeSpan);
        }
    }

    private Task StopListening()
    {
        _timer?.Dispose();
        _timer = null;
        _listening?.Dispose();
        _listening = null;
        return Task.CompletedTask;
    }

    public Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StopListening();
}
