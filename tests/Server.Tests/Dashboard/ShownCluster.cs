using LockActors.Monitoring;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>A monitor of one process that shows a cluster of three silos and five masters, and five minutes of history,
/// for the pictures.</summary>
internal sealed class ShownCluster(ILockMonitor monitor) : ILockMonitor
{
    public async ValueTask<LockOverview> OverviewAsync(CancellationToken cancellationToken)
    {
        var overview = await monitor.OverviewAsync(cancellationToken);
        return overview with
        {
            Losses = overview.Losses with { Expired = overview.Losses.Expired + 5 },
            Points = [.. overview.Points.Select((point, at) => point with
            {
                Grants = 34 + (9 * Math.Sin(at / 6.0)) + (6 * Math.Sin(at * 1.7)) + (at is > 38 and < 45 ? 14 : 0),
                Losses = point.Losses + (at is 12 or 41 ? 1 : at == 40 ? 3 : 0),
            })],
        };
    }

    public ValueTask<LockActivity> ActivityAsync(LockKey key, CancellationToken cancellationToken) =>
        monitor.ActivityAsync(key, cancellationToken);

    public IAsyncEnumerable<LockEventBatch> EventsAsync(
        LockEventPosition? after, CancellationToken cancellationToken) => monitor.EventsAsync(after, cancellationToken);

    public async ValueTask<LockCluster> ClusterAsync(CancellationToken cancellationToken)
    {
        var member = (await monitor.ClusterAsync(cancellationToken)).Members[0];
        return new LockCluster
        {
            Members =
            [
                member with { Name = "silo-1", Address = "S10.0.0.1:11111:152301" },
                member with { Name = "silo-2", Address = "S10.0.0.2:11111:152304", Held = 17, Waiting = 4 },
                new() { Name = "silo-3", Address = "S10.0.0.3:11111:152309", Status = "Active" },
            ],
            Store = "redlock",
            Masters = [.. Enumerable.Range(1, 5).Select(Master)],
        };
    }

    private static StoreMaster Master(int number) => number switch
    {
        4 => new() { EndPoint = "redis-4:6379" },
        5 => new()
        {
            EndPoint = "redis-5:6379",
            Up = true,
            Latency = TimeSpan.FromMilliseconds(.7),
            RunTime = TimeSpan.FromMinutes(3),
            VotesIn = TimeSpan.FromMinutes(7),
        },
        _ => new()
        {
            EndPoint = $"redis-{number}:6379",
            Up = true,
            Votes = true,
            Latency = TimeSpan.FromMilliseconds(.3 * number),
            RunTime = TimeSpan.FromDays(11 + number),
        },
    };
}
