using Microsoft.Extensions.Logging;

namespace LockActors.Client;

/// <summary>What the leases of one client share.</summary>
internal sealed class HandleContext : IDisposable
{
    private const int HandoffPart = 3;

    private readonly TimeSpan? _handoffTime;

    public HandleContext(ILockService service, LockClientOptions options, TimeProvider time, ILogger log)
    {
        _handoffTime = options.LocalHandoffTime;
        Service = service;
        Time = time;
        Log = log;
        Cleanup = new Cleanup(time, options.CleanupTimeout);
        RenewalSlots = new SemaphoreSlim(options.MaxConcurrentRenewals);
        Batch = new RenewalBatch(this);
        Watch = new Deadlines<HeldLease>(
            time,
            static (lease, due) => lease.Attend(due),
            static (lease, due) => lease.IsWatchedFor(due),
            Batch.Send);
    }

    public ILockService Service { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    public Cleanup Cleanup { get; }

    public SemaphoreSlim RenewalSlots { get; }

    public RenewalBatch Batch { get; }

    public Deadlines<HeldLease> Watch { get; }

    public TimeSpan HandoffTime(TimeSpan ttl) => _handoffTime ?? ttl / HandoffPart;

    public void Dispose() => Watch.Dispose();
}
