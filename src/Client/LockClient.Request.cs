namespace LockActors.Client;

public sealed partial class LockClient
{
    // The service allows no blocks of tokens: then nothing can be passed on.
    private volatile bool _blocksRefused;

    /// <summary>Asks the service, which tries again, takes back and confirms as long as there is time to wait. A
    /// request that ended because its place was lost is followed by a new one.</summary>
    private async ValueTask<ILockHandle?> AcquireFromServiceAsync(
        LockKey key,
        AcquireOptions options,
        TimeSpan wait,
        TimeSpan waitUntil,
        LocalQueue? queue,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_runtime.IsClosed, this);
            var request = new LockRequest
            {
                Id = RequestId.New(),
                Holder = options.Holder.IsNone ? _options.Holder : options.Holder,
                ReentrancyScope = options.ReentrancyScope,
                Ttl = options.Ttl,
                Wait = wait,
                TokenBlock = queue is null || _blocksRefused ? 1 : _options.MaxLocalHandoffs + 1,
                NeedsConfirm = true,
            };
            var reply = await RequestAsync(key, request, cancellationToken).ConfigureAwait(false);
            wait = waitUntil - _time.Monotonic();
            switch (reply.Outcome)
            {
                case LockOutcome.Granted:
                    return Hold(new HeldLease(_runtime, reply.Grant!, request.Id, options, queue));
                case LockOutcome.Unavailable:
                    throw new LockUnavailableException(key, reply.Cause?.TrimEnd('.'));
                case LockOutcome.Rejected when request.TokenBlock > 1 && reply.Violation!.Field == "tokenBlock":
                    _blocksRefused = true;
                    break;
                case LockOutcome.Rejected:
                    throw new LockRejectedException(key, reply.Violation!);
                case LockOutcome.Ended when wait > TimeSpan.Zero:
                    break;
                default:
                    return null;
            }

            wait = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    /// <summary>Asks, and gives up when this client is closed.</summary>
    private async ValueTask<AcquireReply> RequestAsync(
        LockKey key, LockRequest request, CancellationToken cancellationToken)
    {
        using var either = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _runtime.Closing)
            : null;
        try
        {
            return await _service.AcquireAsync(key, request, either?.Token ?? _runtime.Closing).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException) when (_runtime.IsClosed)
        {
            throw new ObjectDisposedException(nameof(LockClient));
        }
    }

    /// <summary>Begins to hold a lease, unless this client was closed meanwhile.</summary>
    private ILockHandle Hold(HeldLease lease)
    {
        var handle = lease.Begin();
        if (_runtime.IsClosed)
        {
            Background.Run(() => handle.DisposeAsync().AsTask(), _log.BackgroundWorkFailed);
            throw new ObjectDisposedException(nameof(LockClient));
        }

        return handle;
    }
}
