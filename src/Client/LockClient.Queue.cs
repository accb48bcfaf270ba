namespace LockActors.Client;

public sealed partial class LockClient
{
    // A month; system timers take no more than 49 days.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(30);

    /// <summary>One request at a time asks the service on behalf of all that wait here for the key; the lease is passed
    /// on among them.</summary>
    private async ValueTask<ILockHandle?> TakeTurnAsync(
        LockKey key, AcquireOptions options, TimeSpan waitUntil, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wait = options.WaitOrMaxValue;
        var queue = _queues.Enter(key, options, out var waiter);
        if (waiter is not null)
        {
            var (handle, asks) = await WaitHereAsync(queue, waiter, cancellationToken).ConfigureAwait(false);
            wait = waitUntil - _time.Monotonic();
            if (!asks)
            {
                return handle;
            }
        }

        ILockHandle? taken = null;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (wait > TimeSpan.Zero)
            {
                taken = await AcquireFromServiceAsync(key, options, wait, waitUntil, queue, cancellationToken)
                    .ConfigureAwait(false);
            }

            return taken;
        }
        finally
        {
            if (taken is null)
            {
                queue.PassOn();
            }
        }
    }

    /// <summary>Waits in this client's own line. The answer is a handle, or null; and whether to ask the service
    /// now.</summary>
    private async ValueTask<(ILockHandle? Handle, bool Asks)> WaitHereAsync(
        LocalQueue queue, LocalWaiter waiter, CancellationToken cancellationToken)
    {
        try
        {
            var handle = await waiter.Task.WaitAsync(PatienceOf(waiter.Options), _time, cancellationToken)
                .ConfigureAwait(false);
            return (handle, handle is null);
        }
        catch (TimeoutException)
        {
            if (queue.TryLeave(waiter))
            {
                return (null, false);
            }

            // It came at the last moment.
            var handle = await waiter.Task.ConfigureAwait(false);
            return (handle, handle is null);
        }
        catch (OperationCanceledException)
        {
            if (!queue.TryLeave(waiter))
            {
                Background.Watch(GiveOnAsync(queue, waiter), _log.BackgroundWorkFailed);
            }

            throw;
        }
    }

    private static TimeSpan PatienceOf(AcquireOptions options) =>
        options.Wait < LongestTimer ? options.Wait : Timeout.InfiniteTimeSpan;

    /// <summary>The turn came too late for a waiter that was cancelled.</summary>
    private static async Task GiveOnAsync(LocalQueue queue, LocalWaiter waiter)
    {
        try
        {
            if (await waiter.Task.ConfigureAwait(false) is { } handle)
            {
                await handle.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                queue.PassOn();
            }
        }
        catch (ObjectDisposedException)
        {
            // Sent away: the turn never came.
        }
    }
}
