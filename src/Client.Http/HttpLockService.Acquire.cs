using LockActors.Wire;

namespace LockActors.Client.Http;

public sealed partial class HttpLockService
{
    /// <inheritdoc/>
    public async ValueTask<AcquireReply> AcquireAsync(
        LockKey key, LockRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (key.Value.Length == 0 || request.Id.IsNone)
        {
            return AcquireReply.Reject(LockLimits.Default.Check(key, request)!);
        }

        try
        {
            var reply = await WaitForTurnAsync(key, request, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return reply;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (!request.OutlivesCall)
            {
                await UndoAsync(key, request.Id).ConfigureAwait(false);
            }

            throw;
        }
    }

    private async ValueTask<AcquireReply> WaitForTurnAsync(
        LockKey key, LockRequest request, CancellationToken cancellationToken)
    {
        var wait = new HttpWait(request, _options, _time.Monotonic());
        var failed = false;
        while (true)
        {
            var body = AcquireBody.Of(wait.Next(_time.Monotonic()));
            var answer = await _calls.PostAsync(
                key, "acquire", body, WireJson.Default.AcquireBody, wait.CallLimit, cancellationToken)
                .ConfigureAwait(false);
            var reply = ReadAcquire(key, answer);
            var now = _time.Monotonic();
            TimeSpan? pause;
            switch (reply.Outcome)
            {
                case LockOutcome.Queued when wait.IsOver(now):
                    return await GiveUpAsync(key, request.Id).ConfigureAwait(false);
                case LockOutcome.Queued when wait.IsHoldOver(now):
                    return reply;
                case LockOutcome.Queued:
                    pause = wait.PauseAfterQueued(now);
                    break;
                case LockOutcome.Unavailable:
                    pause = answer.IsPassing ? wait.PauseAfterFailure(now, Random.Shared.NextDouble()) : null;
                    Report(key, answer, again: pause is not null, ref failed);
                    break;
                default:
                    return await ConcludeAsync(key, request, reply).ConfigureAwait(false);
            }

            if (pause is null)
            {
                Background.Watch(UndoAsync(key, request.Id).AsTask(), _log.BackgroundWorkFailed);
                return reply;
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause.Value, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static AcquireReply ReadAcquire(LockKey key, in HttpAnswer answer) =>
        (answer.ReadViolation() ?? answer.ReadRefusal()) is { } violation
            ? AcquireReply.Reject(violation)
            : answer.Read(WireJson.Default.AcquireAnswer)?.ToReply(key, answer.Sent)
                ?? new AcquireReply(LockOutcome.Unavailable);

    /// <summary>The wait has ended: takes the request back, so that "timed out" is certain.</summary>
    private async ValueTask<AcquireReply> GiveUpAsync(LockKey key, RequestId request)
    {
        var outcome = await CancelAsync(key, request, CancellationToken.None).ConfigureAwait(false);
        return new AcquireReply(
            outcome == CancelOutcome.Unavailable ? LockOutcome.Unavailable : LockOutcome.TimedOut);
    }

    /// <summary>A held call was sent long ago, so little of a grant's validity may be left when it brings one. A caller
    /// that does not confirm by itself gets it counted afresh.</summary>
    private async ValueTask<AcquireReply> ConcludeAsync(LockKey key, LockRequest request, AcquireReply reply)
    {
        if (!reply.IsGranted || request.NeedsConfirm)
        {
            return reply;
        }

        var grant = reply.Grant;
        if (grant.Confirmed && grant.ValidUntil - _time.Monotonic() >= grant.ValidFor / 2)
        {
            return reply;
        }

        var confirm = await ConfirmAsync(key, grant.LeaseId, CancellationToken.None).ConfigureAwait(false);
        switch (confirm.Outcome)
        {
            case RenewOutcome.Renewed:
                grant = grant with { ValidFor = confirm.ValidFor, CountedFrom = confirm.CountedFrom, Confirmed = true };
                return new AcquireReply(LockOutcome.Granted, grant);
            case RenewOutcome.Lost:
                return new AcquireReply(LockOutcome.Ended, Reason: confirm.Reason);
            default:
                Background.Watch(UndoAsync(key, request.Id).AsTask(), _log.BackgroundWorkFailed);
                return new AcquireReply(LockOutcome.Unavailable);
        }
    }

    private void Report(LockKey key, in HttpAnswer answer, bool again, ref bool reported)
    {
        if (!answer.IsPassing)
        {
            _log.NotALockServer(_calls.Server, key, answer.Explain());
        }
        else if (!reported && again)
        {
            _log.TryingAgain(_calls.Server, key, answer.Explain());
        }
        else if (!again)
        {
            _log.GivenUp(_calls.Server, key, answer.Explain());
        }

        reported = true;
    }

    /// <summary>Takes back whatever a request may have left. Should that fail too, its place lapses by
    /// itself.</summary>
    private async ValueTask UndoAsync(LockKey key, RequestId request)
    {
        var outcome = await CancelAsync(key, request, CancellationToken.None).ConfigureAwait(false);
        if (outcome == CancelOutcome.Unavailable)
        {
            _log.NotUndone(_calls.Server, key, request);
        }
    }
}
