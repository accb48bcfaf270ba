using LockActors.Actors;
using LockActors.Client;

namespace LockActors.ClientProcess;

/// <summary>Holds locks in process while every thread of the pool is blocked, for longer than their time to
/// live.</summary>
internal static class StarvedPool
{
    private const int Threads = 4;
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        using var service = new LocalLockService();
        using var client = new LockClient(service, log: new LineLog());
        var renewed = await client.AcquireAsync("renewed", new AcquireOptions { Ttl = Ttl });
        var bounded = await client.AcquireAsync(
            "bounded", new AcquireOptions { Ttl = Ttl, MaxHold = TimeSpan.FromMilliseconds(500) });
        var (kept, over) = (renewed.LostToken, bounded.LostToken);
        var watcher = new Thread(() => Watch(renewed, kept, over));
        watcher.Start();
        watcher.Join();
    }

    private static void Watch(ILockHandle renewed, CancellationToken kept, CancellationToken over)
    {
        ThreadPool.SetMinThreads(Threads, Threads);
        ThreadPool.SetMaxThreads(Threads, Threads);
        using var blocked = new CountdownEvent(Threads);
        using var end = new ManualResetEventSlim();
        for (var i = 0; i < Threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    blocked.Signal();
                    end.Wait();
                },
                null);
        }

        blocked.Wait();
        Say.Line($"over {over.WaitHandle.WaitOne(Ttl)}");
        Say.Line($"lost {kept.WaitHandle.WaitOne(Ttl * 1.5)}");
        Say.Line($"held {renewed.IsHeld}");
        end.Set();
    }
}
