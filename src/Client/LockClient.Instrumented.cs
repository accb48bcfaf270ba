namespace LockActors.Client;

public sealed partial class LockClient
{
    /// <summary>Takes a lock and tells the instruments what came of it.</summary>
    private async ValueTask<ILockHandle?> AcquireInstrumentedAsync(
        LockKey key, AcquireOptions options, TimeSpan begun, CancellationToken cancellationToken)
    {
        using var activity = ClientInstruments.StartAcquire(key);
        var outcome = "unavailable";
        try
        {
            var handle = await AcquireCoreAsync(key, options, begun, cancellationToken).ConfigureAwait(false);
            outcome = handle is not null ? "granted" : options.Wait <= TimeSpan.Zero ? "busy" : "timedOut";
            activity?.SetTag("lock.token", handle?.Token.Value);
            return handle;
        }
        catch (LockRejectedException)
        {
            outcome = "rejected";
            throw;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        finally
        {
            ClientInstruments.OnAcquired(activity, outcome, _time.Monotonic() - begun);
        }
    }
}
