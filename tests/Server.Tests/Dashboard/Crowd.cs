namespace LockActors.Server.Tests.Dashboard;

/// <summary>Clients that use locks, so that there is something to look at.</summary>
internal static class Crowd
{
    public const string HotKey = "billing/invoice-run";

    private static readonly string[] Quiet =
    [
        "search/reindex", "mail/outbox", "reports/nightly", "inventory/warehouse-7", "etl/customers", "cron/cleanup",
        "payments/settlement", "exports/2026-11", "leader/scheduler", "cache/prices", "images/thumbnails", "sync/crm",
    ];

    public static async Task RunAsync(ILockService service, CancellationToken stop)
    {
        var tasks = Enumerable.Range(0, 6)
            .Select(i => UseAsync(
                service, HotKey, $"invoice-worker-{i + 1}", 180 + (i * 40), TimeSpan.FromSeconds(20), stop))
            .Concat(Enumerable.Range(0, 8).Select(i => UseAsync(
                service, $"jobs/{i % 3}", $"job-runner-{i + 1}", 25 + (i * 9), TimeSpan.FromSeconds(10), stop)))
            .ToList();
        for (var i = 0; i < Quiet.Length; i++)
        {
            var ttl = TimeSpan.FromSeconds(45 + (i * 40));
            await service.AcquireAsync(Quiet[i], Request($"node-{(i % 4) + 1}", ttl), stop);
        }

        await service.AcquireAsync("etl/orders", Request("node-2", TimeSpan.FromMilliseconds(300)), stop);
        await service.RevokeAsync("cache/prices", null, new("sam", "holder is gone, deploy at 15:40"), stop);
        await Task.WhenAll(tasks);
    }

    private static async Task UseAsync(
        ILockService service, string key, string holder, int holdMs, TimeSpan ttl, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var request = Request(holder, ttl) with { Wait = TimeSpan.FromSeconds(60) };
                var reply = await service.AcquireAsync(key, request, stop);
                using var pace = new PeriodicTimer(
                    TimeSpan.FromMilliseconds(holdMs * (.4 + (1.2 * Random.Shared.NextDouble()))), TimeProvider.System);
                await pace.WaitForNextTickAsync(stop);
                await service.ReleaseAsync(key, reply.Grant!.LeaseId, request.Id, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The picture is taken.
        }
    }

    private static LockRequest Request(string holder, TimeSpan ttl) =>
        new() { Id = RequestId.New(), Holder = HolderName.Parse(holder), Ttl = ttl };
}
