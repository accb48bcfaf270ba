using System.Collections.Concurrent;
using LockActors.Engine;
using Microsoft.Extensions.Logging;

namespace LockActors.Redis.Redlock;

/// <summary>Removes the votes that a lost round may have left, on every master not known to have refused. What a master
/// does not answer is asked again in the background until the votes have expired by themselves.</summary>
internal sealed class RedlockCleanup(RedisCommands commands, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<LeaseId, CancellationTokenSource> _running = new();
    private readonly WorkUnderWay _work = new();

    /// <summary>Leaves the votes of a lease alone: it is about to be placed again.</summary>
    public void Stop(LeaseId lease)
    {
        if (_running.TryRemove(lease, out var running))
        {
            running.Cancel();
        }
    }

    /// <summary>Waits for what is being cleaned up, and ends it when the time is over.</summary>
    public async Task DrainAsync(TimeSpan atMost)
    {
        await _work.IdleAsync(atMost, time).ConfigureAwait(false);
        foreach (var running in _running.Values)
        {
            running.Cancel();
        }
    }

    /// <summary>Cleans up. Ends after one try; masters that did not answer it are tried again in the
    /// background.</summary>
    public async Task RunAsync(
        IEnumerable<RedisMaster> masters, LockKey key, StoreEffect lost, TimeSpan timeout)
    {
        var left = await TryAsync([.. masters], key, lost, timeout).ConfigureAwait(false);
        if (left.Count == 0)
        {
            return;
        }

        var stop = new CancellationTokenSource();
        if (_running.TryAdd(lost.Lease, stop))
        {
            Background.Watch(
                GoOnAsync(left, key, lost, timeout, time.Monotonic() + lost.Ttl, stop),
                error => log.CleanupFailed(error, key));
        }
    }

    private async Task GoOnAsync(
        List<RedisMaster> left,
        LockKey key,
        StoreEffect lost,
        TimeSpan timeout,
        TimeSpan until,
        CancellationTokenSource stop)
    {
        using var work = _work.Begin();
        try
        {
            for (var pause = FirstRetry; left.Count > 0 && time.Monotonic() + pause < until; pause *= 2)
            {
                pause = pause < LastRetry ? pause : LastRetry;
                await Task.Delay(pause, time, stop.Token).ConfigureAwait(false);
                left = await TryAsync(left, key, lost, timeout).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The lease is being placed again, or the store ends.
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(lost.Lease, stop));
        }
    }

    private async Task<List<RedisMaster>> TryAsync(
        IReadOnlyList<RedisMaster> masters, LockKey key, StoreEffect lost, TimeSpan timeout)
    {
        // By its token, because the request may be placed again before this arrives, over another connection.
        var replies = await Task.WhenAll(masters.Select(master => commands.RemoveAsync(
            master, key, lost.Lease, TimeSpan.MaxValue, timeout, FenceText.LastToken(lost)))).ConfigureAwait(false);
        return [.. masters.Where((_, at) => replies[at].Answer == MasterResultCode.Unknown)];
    }
}
