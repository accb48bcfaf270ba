using LockActors.Actors;
using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>Two clients over the real service in the same process, all on one simulated clock.</summary>
public abstract class LocalTestBase : IDisposable
{
    private protected LocalTestBase()
    {
        Service = new LocalLockService(time: Clock);
        First = new LockClient(Service, time: Clock);
        Second = new LockClient(Service, time: Clock);
    }

    private protected SimClock Clock { get; } = new();

    private protected LocalLockService Service { get; }

    private protected LockClient First { get; }

    private protected LockClient Second { get; }

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
        Service.Dispose();
        GC.SuppressFinalize(this);
    }
}
