using Microsoft.Extensions.Logging;

namespace LockActors.Client;

/// <summary>What the handles of one client share.</summary>
internal sealed class HandleContext : IDisposable
{
    public HandleContext(ILockService service, LockClientOptions options, TimeProvider time, ILogger log)
    {
        Service = service;
        Time = time;
        Log = log;
        Cleanup = new Cleanup(time, options.CleanupTimeout);
        RenewalSlots = new SemaphoreSlim(options.MaxConcurrentRenewals);
        Watch = new Deadlines<LockHandle>(
            time, static (handle, due) => handle.Attend(due), static (handle, due) => handle.IsWatchedFor(due));
    }

    public ILockService Service { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    public Cleanup Cleanup { get; }

    public SemaphoreSlim RenewalSlots { get; }

    public Deadlines<LockHandle> Watch { get; }

    public void Dispose() => Watch.Dispose();
}
