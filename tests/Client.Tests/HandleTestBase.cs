using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>A client over a scripted service, and the first moment of the test to count from.</summary>
public abstract class HandleTestBase : IDisposable
{
    private protected HandleTestBase()
    {
        Clock = new SimClock();
        Service = new ScriptedLockService(Clock);
        Client = new LockClient(Service, time: Clock);
        Start = Clock.Now;
    }

    private protected SimClock Clock { get; }

    private protected ScriptedLockService Service { get; }

    private protected LockClient Client { get; }

    private protected TimeSpan Start { get; }

    /// <summary>When a handle of 30 s that is never renewed is no longer valid, counted from the start.</summary>
    private protected static TimeSpan Validity => Drift.HolderDeadline(TimeSpan.Zero, TimeSpan.FromSeconds(30));

    public void Dispose()
    {
        Client.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected ILockHandle Take(AcquireOptions? options = null)
    {
        var handle = Client.AcquireAsync(Some.Key, options).AsTask();
        Assert.True(handle.IsCompletedSuccessfully, handle.Exception?.Message);
        return handle.Result;
    }

    private protected double[] SecondsOf(IEnumerable<TimeSpan> moments) =>
        [.. moments.Select(moment => Math.Round((moment - Start).TotalSeconds, 3))];
}
