using LockActors.Client;

namespace LockActors.Cluster;

/// <summary>Workers that take locks at random, hold them a little, and write down what they see.</summary>
internal sealed class Workload(IReadOnlyList<ClusterClient> clients, History history, string prefix, int keys)
{
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(6);

    private volatile bool _isOver;

    public Task RunAsync(int workers) => Task.WhenAll(Enumerable.Range(0, workers).Select(WorkAsync));

    /// <summary>Lets all workers finish what they do.</summary>
    public void End() => _isOver = true;

    private async Task WorkAsync(int worker)
    {
        await Task.Yield();
        var random = new Random((history.Seed * 1000) + worker);
        var client = clients[worker % clients.Count];
        while (!_isOver)
        {
            var key = $"{prefix}{random.Next(keys)}";
            var hold = TimeSpan.FromMilliseconds(random.Next(8) == 0 ? random.Next(2_000) : random.Next(30));
            if (worker % 2 == 0)
            {
                await ByClientAsync(client, worker, key, hold);
            }
            else
            {
                await ByServiceAsync(client, worker, key, hold);
            }
        }
    }

    /// <summary>As applications do: the handle renews, and says when it is lost.</summary>
    private async Task ByClientAsync(ClusterClient client, int worker, string key, TimeSpan hold)
    {
        var attempt = Begin(worker, key, byClient: true);
        try
        {
            var handle = await client.Locks.AcquireAsync(key, new AcquireOptions { Ttl = Ttl, Wait = Wait });
            attempt.End = History.Now();
            attempt.Token = handle.Token.Value;
            attempt.ValidUntil = TimeSpan.MaxValue;
            attempt.Outcome = LockOutcome.Granted;
            var lost = TimeSpan.MaxValue;
            using (handle.LostToken.Register(() => lost = History.Now()))
            {
                await HoldAsync(hold, handle.LostToken);
                var until = History.Now();
                attempt.ValidUntil = handle.IsHeld ? until : Earlier(lost, until);
            }

            attempt.Release = $"{await handle.ReleaseAsync()}";
            await handle.DisposeAsync();
        }
        catch (LockTimeoutException)
        {
            Fail(attempt, LockOutcome.TimedOut);
        }
        catch (LockUnavailableException)
        {
            Fail(attempt, LockOutcome.Unavailable);
        }
    }

    /// <summary>As the port allows: queue first, then wait, so that the moment of queueing is known.</summary>
    private async Task ByServiceAsync(ClusterClient client, int worker, string key, TimeSpan hold)
    {
        var attempt = Begin(worker, key, byClient: false);
        var id = new RequestId(attempt.Request);
        var request = new LockRequest { Id = id, Ttl = Ttl, Wait = Wait, Hold = TimeSpan.Zero };
        var reply = await client.Service.AcquireAsync(key, request);
        if (reply.Outcome == LockOutcome.Queued)
        {
            attempt.QueuedAt = History.Now();
            reply = await client.Service.AcquireAsync(
                key, request with { Hold = null, WaitedFor = History.Now() - attempt.Start });
        }

        attempt.End = History.Now();
        attempt.Outcome = reply.Outcome;
        if (reply.Grant is not { } grant)
        {
            return;
        }

        attempt.Token = grant.Token.Value;
        attempt.ValidUntil = TimeSpan.MaxValue;
        await HoldAsync(hold, CancellationToken.None);
        attempt.ValidUntil = Earlier(History.Now(), grant.ValidUntil);
        attempt.Release = $"{(await client.Service.ReleaseAsync(key, grant.LeaseId, request.Id)).Outcome}";
    }

    private Attempt Begin(int worker, string key, bool byClient) => history.Begin(new Attempt
    {
        Worker = worker,
        Key = key,
        Request = Guid.NewGuid(),
        ByClient = byClient,
        Start = History.Now(),
    });

    private static void Fail(Attempt attempt, LockOutcome outcome)
    {
        attempt.Outcome = outcome;
        attempt.End = History.Now();
    }

    /// <summary>The work under the lock takes its time, which is what this is about.</summary>
    private static async Task HoldAsync(TimeSpan span, CancellationToken lost)
    {
        using var timer = new PeriodicTimer(span > TimeSpan.FromMilliseconds(1) ? span : TimeSpan.FromMilliseconds(1));
        try
        {
            await timer.WaitForNextTickAsync(lost);
        }
        catch (OperationCanceledException)
        {
            // Lost: the work stops.
        }
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
