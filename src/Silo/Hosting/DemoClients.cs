
namespace LockActors.Silo.Hosting;

/// <summary>A few clients that contend for a few locks until the process stops. Now and then one of them forgets to
/// release.</summary>
internal sealed class DemoClients(ILockService service, TimeProvider time, ILogger<DemoClients> log) : BackgroundService
{
    private const int ClientCount = 6;
    private const int ForgetsOneIn = 20;

    private static readonly LockKey[] Keys = ["demo/nightly-report", "demo/mail-queue", "demo/invoice 4711"];
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestHold = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(1, ClientCount).Select(number => ContendAsync(number, stoppingToken)));

    private async Task ContendAsync(int number, CancellationToken stopping)
    {
        var holder = HolderName.Parse($"demo-client-{number}");
        try
        {
            while (true)
            {
                await HoldOnceAsync(Keys[Random.Shared.Next(Keys.Length)], holder, stopping).ConfigureAwait(false);
                await Task.Delay(Between(TimeSpan.Zero, Pause), time, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            log.DemoStopped(holder);
        }
    }

    private async ValueTask HoldOnceAsync(LockKey key, HolderName holder, CancellationToken stopping)
    {
        var request = new LockRequest { Id = RequestId.New(), Holder = holder, Ttl = Ttl, Wait = Wait };
        var reply = await service.AcquireAsync(key, request, stopping).ConfigureAwait(false);
        if (!reply.IsGranted)
        {
            log.DemoNotGranted(holder, key, reply.Outcome);
            return;
        }

        try
        {
            await Task.Delay(Between(ShortestHold, LongestHold), time, stopping).ConfigureAwait(false);
        }
        finally
        {
            if (stopping.IsCancellationRequested || Random.Shared.Next(ForgetsOneIn) > 0)
            {
                await service.ReleaseAsync(key, reply.Grant.LeaseId, request.Id, CancellationToken.None)
                    .ConfigureAwait(false);
            }
        }
    }

    private static TimeSpan Between(TimeSpan shortest, TimeSpan longest) =>
        shortest + ((longest - shortest) * Random.Shared.NextDouble());
}
