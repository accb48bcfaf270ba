using Microsoft.Extensions.Logging;

namespace LockActors.Client;

/// <summary>What the leases of one client share.</summary>
internal sealed class ClientRuntime : IDisposable
{
    private const int HandoffPart = 3;

    private readonly TimeSpan? _handoffTime;
    private readonly CancellationTokenSource _closing = new();

    public ClientRuntime(ILockService service, LockClientOptions options, TimeProvider time, ILogger log)
    {
        _handoffTime = options.LocalHandoffTime;
        Service = service;
        Time = time;
        Log = log;
        BestEffortRetry = new BestEffortRetry(time, options.CleanupTimeout);
        Throttle = new RenewalThrottle(options.MaxConcurrentRenewals, time);
        Batch = new RenewalBatch(this);
        Watch = new Deadlines<HeldLease>(
            time,
            static (lease, due) => lease.OnDue(due),
            static (lease, due) => lease.IsWatchedFor(due),
            log.BackgroundWorkFailed,
            Batch.Send);
    }

    public ILockService Service { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    public BestEffortRetry BestEffortRetry { get; }

    public RenewalThrottle Throttle { get; }

    public RenewalBatch Batch { get; }

    public Deadlines<HeldLease> Watch { get; }

    public TimeSpan HandoffTime(TimeSpan ttl) => _handoffTime ?? ttl / HandoffPart;

    /// <summary>Cancelled when the client is disposed of.</summary>
    public CancellationToken Closing => _closing.Token;

    public bool IsClosed => _closing.IsCancellationRequested;

    /// <summary>Nothing is renewed any more. The leases that are still held are watched over until they are lost, for
    /// their holders must be told.</summary>
    public void Dispose() => _ = _closing.CancelAsync();
}
