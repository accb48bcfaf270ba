using Microsoft.Extensions.Logging;

namespace LockActors.Grains;

/// <summary>Keeps this silo sure of its membership while it lives, and says goodbye when all its keys have
/// moved.</summary>
internal sealed partial class ClusterStandingLoop(
    LockGrainServices services, ILocalSiloDetails silo, IGrainFactory grains, ILogger<ClusterStandingLoop> log)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private const int KeysPerQuestion = 2_000;
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle)
    {
        if (!services.KeepsLeasesInMemory)
        {
            return;
        }

        lifecycle.Subscribe(
            nameof(ClusterStandingLoop),
            ServiceLifecycleStage.AfterRuntimeGrainServices,
            _ =>
            {
                _loop = RunAsync();
                return Task.CompletedTask;
            },
            _ => StopAsync());

        // After the grains have moved, before the runtime stops.
        lifecycle.Subscribe(
            nameof(ClusterStandingLoop) + ".Goodbye",
            ServiceLifecycleStage.GrainDirectoryShutdown - 1,
            static _ => Task.CompletedTask,
            SayGoodbyeAsync);
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(ClusterStanding.Authority / 4, services.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                await services.Standing.AskAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task SayGoodbyeAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(GoodbyeLimit, services.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var others = services.OtherSilos();
            var missing = await MissingAsync(others).WaitAsync(limit.Token).ConfigureAwait(false);
            if (missing > 0)
            {
                LogLeftKeysBehind(missing);
                return;
            }

            await Task.WhenAll(others.Select(other =>
                LockSiloGrain.At(grains, other).LeavesInOrderAsync(silo.SiloAddress).AsTask()))
                .WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OrleansException or TimeoutException or OperationCanceledException)
        {
            LogNoGoodbye(error);
        }
    }

    /// <summary>How many keys that somebody may hold are not known to have arrived anywhere.</summary>
    private async Task<int> MissingAsync(IReadOnlyList<SiloAddress> others)
    {
        var stayed = services.Registry.Actors.Count(
            actor => actor.Snapshot(withWaiters: false).State != LockState.Free);
        var missing = 0;
        foreach (var keys in services.Moves.Left.Chunk(KeysPerQuestion))
        {
            var open = keys.ToHashSet(StringComparer.Ordinal);
            foreach (var other in others)
            {
                open.ExceptWith(await LockSiloGrain.At(grains, other).KnownAsync(keys).ConfigureAwait(false));
            }

            missing += open.Count;
        }

        return stayed + missing;
    }

    [LoggerMessage(1003, LogLevel.Warning,
        "This silo leaves and {Keys} keys that were in use have not moved. The others will grant no key that starts "
        + "anew until the longest TTL is over.")]
    private partial void LogLeftKeysBehind(int keys);

    [LoggerMessage(1004, LogLevel.Warning,
        "This silo leaves and could not tell the others that its keys have moved. They will grant no key that starts "
        + "anew until the longest TTL is over.")]
    private partial void LogNoGoodbye(Exception error);
}
