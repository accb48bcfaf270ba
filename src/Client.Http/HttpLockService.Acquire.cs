namespace LockActors.Client.Http;

public sealed partial class HttpLockService
{
    /// <inheritdoc/>
    public ValueTask<AcquireReply> AcquireAsync(
        LockKey key, LockRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<AcquireReply>(cancellationToken);
        }

        return key.Value.Length == 0 || request.Id.IsNone
            ? new(AcquireReply.Reject(LockLimits.Default.Check(key, request)!))
            : new HttpAcquire(this, _calls, _options, _log, key, request, _time).RunAsync(cancellationToken);
    }
}
