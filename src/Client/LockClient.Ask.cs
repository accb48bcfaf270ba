namespace LockActors.Client;

public sealed partial class LockClient
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    // The service allows no blocks of tokens: then nothing can be passed on.
    private volatile bool _blocksRefused;

    private async ValueTask<ILockHandle?> AcquireFromServiceAsync(
        LockKey key,
        AcquireOptions options,
        TimeSpan wait,
        TimeSpan waitUntil,
        LocalTurns? turns,
        CancellationToken cancellationToken)
    {
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            ObjectDisposedException.ThrowIf(_context.IsClosed, this);
            var request = new LockRequest
            {
                Id = RequestId.New(),
                Holder = options.Holder.IsNone ? _options.Holder : options.Holder,
                ReentrancyScope = options.ReentrancyScope,
                Ttl = options.Ttl,
                Wait = wait,
                TokenBlock = turns is null || _blocksRefused ? 1 : _options.MaxLocalHandoffs + 1,
                NeedsConfirm = true,
            };
            var reply = await AskAsync(key, request, cancellationToken).ConfigureAwait(false);
            if (reply.IsGranted)
            {
                return new HeldLease(_context, reply.Grant, request.Id, options, turns).Begin();
            }

            wait = waitUntil - _time.Monotonic();
            if (!await TryAgainAsync(key, reply, request, wait, pause, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            // The pause may have taken longer than what was left.
            wait = waitUntil - _time.Monotonic();
            wait = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    private async ValueTask<AcquireReply> AskAsync(
        LockKey key, LockRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await CallAsync(key, request, cancellationToken).ConfigureAwait(false);
            ObjectDisposedException.ThrowIf(_context.IsClosed, this);
            var isLate = reply.IsGranted && reply.Grant.ValidUntil - _time.Monotonic() < reply.Grant.ValidFor / 2;
            return isLate ? await ConfirmLateAsync(reply.Grant!).ConfigureAwait(false) : reply;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Undo(key, request.Id);
            throw;
        }
    }

    private async ValueTask<AcquireReply> CallAsync(
        LockKey key, LockRequest request, CancellationToken cancellationToken)
    {
        var call = _service.AcquireAsync(key, request, cancellationToken);
        if (call.IsCompleted)
        {
            return await call.ConfigureAwait(false);
        }

        var answer = call.AsTask();
        try
        {
            return await answer.WaitAsync(_context.Closing).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_context.IsClosed && !cancellationToken.IsCancellationRequested)
        {
            // No caller waits for it any more, also not for what it may throw.
            Background.Watch(answer, static _ => { });
            throw new ObjectDisposedException(nameof(LockClient));
        }
    }

    /// <summary>The answer took long, so little validity is left: ask how much there really
    /// is.</summary>
    private async ValueTask<AcquireReply> ConfirmLateAsync(LockGrant grant)
    {
        var confirm = await _service.ConfirmAsync(
            grant.Key, grant.LeaseId, CancellationToken.None).ConfigureAwait(false);
        return confirm.Outcome switch
        {
            RenewOutcome.Renewed => new(LockOutcome.Granted, grant with
            {
                ValidFor = confirm.ValidFor,
                CountedFrom = confirm.CountedFrom,
                Confirmed = true,
            }),
            RenewOutcome.Lost => new(LockOutcome.Ended, Reason: confirm.Reason),
            _ => new(LockOutcome.Unavailable),
        };
    }

    /// <summary>Whether to ask once more, after the answer was no. Throws when that is final.</summary>
    private async ValueTask<bool> TryAgainAsync(
        LockKey key,
        AcquireReply reply,
        LockRequest request,
        TimeSpan waitLeft,
        TimeSpan pause,
        CancellationToken cancellationToken)
    {
        switch (reply.Outcome)
        {
            case LockOutcome.Busy or LockOutcome.TimedOut:
                return false;
            case LockOutcome.Rejected when request.TokenBlock > 1 && reply.Violation!.Field == "tokenBlock":
                _blocksRefused = true;
                return true;
            case LockOutcome.Rejected:
                throw new LockRejectedException(key, reply.Violation!);
            case LockOutcome.Unavailable:
                Undo(key, request.Id);
                if (waitLeft <= ShortestPause)
                {
                    throw new LockUnavailableException(key);
                }

                await Task.Delay(pause < waitLeft ? pause : waitLeft, _time, cancellationToken).ConfigureAwait(false);
                return true;
            default:
                // The place in the queue was lost, or the grant came too late to be valid.
                Undo(key, request.Id);
                return waitLeft > TimeSpan.Zero;
        }
    }

    /// <summary>Takes back whatever a request may have left, on its own time.</summary>
    private void Undo(LockKey key, RequestId request) => Background.Watch(
        _context.Cleanup.RunAsync(
            async () => await _service.CancelAsync(key, request, CancellationToken.None).ConfigureAwait(false)
                != CancelOutcome.Unavailable,
            error => _log.UndoThrew(error, key)),
        _log.BackgroundWorkFailed);
}
