using LockActors.Monitoring;
using LockActors.Wire;

namespace LockActors.Server.Api;

/// <summary>What is wrong with the service: checks of this server that fail, silos that are dead or silent, and masters
/// without a vote. Looking tries a write in the lease store, so one look serves all readers for a while.</summary>
internal sealed class ServiceProblems(
    Readiness readiness, ILockService service, IServiceProvider services, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly ILockMonitor? _monitor = MonitorApi.Find(service, services);
    private readonly Lock _turn = new();
    private Task<IReadOnlyList<ServiceProblem>>? _last;
    private TimeSpan _lookedAt;

    public Task<IReadOnlyList<ServiceProblem>> FindAsync(CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            var now = time.Monotonic();
            if (_last is null || (_last.IsCompleted && (now - _lookedAt >= Fresh || _last.IsFaulted)))
            {
                _lookedAt = now;
                _last = Task.Run(LookAsync, CancellationToken.None);
            }

            return _last.WaitAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<ServiceProblem>> LookAsync()
    {
        var failing = readiness.FailingAsync(CancellationToken.None);
        var cluster = await ClusterAsync().ConfigureAwait(false);
        var found = await failing.ConfigureAwait(false);

        // What fails in the store as a whole names its masters already.
        var masters = found.Any(static problem => problem.Check == LockServerHealthChecks.Store)
            ? [] : cluster?.Masters ?? [];
        return
        [
            .. found,
            .. Silos(cluster?.Members ?? []).Select(static why => Problem("silo", why)),
            .. masters.Where(static master => !master.Votes).Select(static master => Problem("master", Why(master))),
        ];
    }

    private async Task<LockCluster?> ClusterAsync()
    {
        try
        {
            return _monitor is null ? null : await _monitor.ClusterAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (LockUnavailableException)
        {
            // The check of the locks fails too, and says so.
            return null;
        }
    }

    /// <summary>A silo that came back under its name is no longer missed.</summary>
    private static IEnumerable<string> Silos(IReadOnlyList<LockMember> members)
    {
        var active = members.Where(static member => member.Status == "Active").ToList();
        var back = active.Select(static member => member.Name).ToHashSet(StringComparer.Ordinal);
        return members.Where(member => member.Status == "Dead" && !back.Contains(member.Name))
            .Select(static member => $"{member.Name} ({member.Address}) is dead")
            .Concat(active.Where(static member => !member.Answered)
                .Select(static member => $"{member.Name} ({member.Address}) does not answer; its locks are missing"));
    }

    private static string Why(StoreMaster master) => master switch
    {
        { Up: false } => $"{master.EndPoint} does not answer, so it has no vote",
        { ReadOnly: true } => $"{master.EndPoint} refuses writes, because it is a replica, so it has no vote",
        { VotesIn: { } left } => StoreMaster.DescribeYoung(master.EndPoint, left),
        _ => $"{master.EndPoint} has no vote",
    };

    private static ServiceProblem Problem(string check, string reason) => new() { Check = check, Reason = reason };
}
