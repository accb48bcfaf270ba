using LockActors.Monitoring;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Api;

/// <summary>Listens to the monitor once for all streams of this server. A stream reads at its own pace; one that is too
/// slow finds that events are gone, and holds up no other.</summary>
internal sealed class EventHub(
    ILockService service,
    IServiceProvider services,
    TimeProvider time,
    IOptions<LockServerOptions> options,
    ILogger<EventHub> log) : IAsyncDisposable
{
    public const int MaxTail = 1000;

    /// <summary>How long the hub listens on after the last stream ended.</summary>
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ILockMonitor? _monitor = MonitorApi.Find(service, services);
    private readonly TimeSpan _tick = options.Value.EventHeartbeat / 2;
    private readonly Lock _gate = new();

    private TaskCompletionSource _more = NewSignal();
    private TaskCompletionSource _begun = NewSignal();
    private int _streams;
    private TimeSpan _until = TimeSpan.MaxValue;
    private CancellationTokenSource? _stop;
    private Task _loop = Task.CompletedTask;

    public bool HasMonitor => _monitor is not null;

    public ServerEvents Events { get; } = new();

    /// <summary>Ends when there may be more to read, or a heartbeat to send. To be asked for before reading.</summary>
    public Task More => Volatile.Read(ref _more).Task;

    /// <summary>How many streams are open.</summary>
    public int Streams => Volatile.Read(ref _streams);

    /// <summary>A stream begins; the first one makes the hub listen.</summary>
    /// <returns>Whether there was room.</returns>
    public async Task<bool> TryBeginAsync(CancellationToken cancellationToken)
    {
        Task begun;
        lock (_gate)
        {
            if (_streams >= options.Value.MaxEventStreams)
            {
                return false;
            }

            _streams++;
            _until = TimeSpan.MaxValue;
            Listen();
            begun = _begun.Task;
        }

        try
        {
            await begun.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            End();
            throw;
        }
    }

    /// <summary>A stream ends.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (--_streams == 0)
            {
                _until = time.Monotonic() + Afterwards;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task loop;
        lock (_gate)
        {
            _stop?.Cancel();
            loop = _loop;
        }

        await loop.ConfigureAwait(false);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Listen()
    {
        if (_stop is not null)
        {
            return;
        }

        _stop = new CancellationTokenSource();
        _begun = NewSignal();
        var (before, begun, stop) = (_loop, _begun, _stop);
        _loop = Task.Run(() => RunAsync(before, begun, stop), CancellationToken.None);
    }

    private async Task RunAsync(Task before, TaskCompletionSource begun, CancellationTokenSource stop)
    {
        await before.ConfigureAwait(false);
        await Task.WhenAll(ReceiveAsync(begun, stop.Token), TickAsync(stop)).ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task ReceiveAsync(TaskCompletionSource begun, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var batch in _monitor!.EventsAsync(Events.Position, stop).ConfigureAwait(false))
                {
                    Events.Add(batch);
                    begun.TrySetResult();
                    Pulse();
                }
            }
            catch (Exception error)
            {
                if (!stop.IsCancellationRequested)
                {
                    log.EventsFail(error);
                    await Task.Delay(RetryPause, time, stop)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    /// <summary>Wakes all streams now and then, so that none needs a timer, and stops when no reader has listened for a
    /// while.</summary>
    private async Task TickAsync(CancellationTokenSource stop)
    {
        using var timer = new PeriodicTimer(_tick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token).ConfigureAwait(false))
            {
                Pulse();
                lock (_gate)
                {
                    if (_streams == 0 && time.Monotonic() >= _until)
                    {
                        _stop = null;
                        stop.Cancel();
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // No reader listens, or the server stops.
        }
    }

    private void Pulse() => Interlocked.Exchange(ref _more, NewSignal()).TrySetResult();
}
