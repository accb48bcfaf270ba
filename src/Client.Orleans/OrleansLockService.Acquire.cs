using LockActors.Contracts;

namespace LockActors.Client.Orleans;

public sealed partial class OrleansLockService
{
    /// <inheritdoc/>
    public async ValueTask<AcquireReply> AcquireAsync(
        LockKey key, LockRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (key.Value.Length == 0)
        {
            return AcquireReply.Reject(LockLimits.Default.Check(key, request)!);
        }

        var sent = _time.Monotonic();
        var waits = request.Wait > TimeSpan.Zero;
        var call = CallOf(request, waits ? _observer.Value : null);
        var waiting = waits ? new Waiting(call.RequestId) : null;
        if (waiting is not null)
        {
            // Before the call: a grant may be pushed before the call is answered.
            _grants.Add(waiting);
        }

        try
        {
            var result = await AskAsync(
                static (grain, call) => grain.AcquireAsync(call), call, key, cancellationToken).ConfigureAwait(false);
            return result is null or { Outcome: LockOutcome.Queued } && waiting is not null
                ? await WaitForTurnAsync(key, request, call, waiting, result, sent, cancellationToken)
                    .ConfigureAwait(false)
                : await ConcludeAsync(key, request, result, sent).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Undo(key, request.Id);
            throw;
        }
        finally
        {
            if (waiting is not null)
            {
                waiting.End();
                _grants.Remove(waiting);
            }
        }
    }

    private static AcquireCall CallOf(LockRequest request, ILockObserver? observer) => new()
    {
        RequestId = request.Id.Value,
        Owner = request.Owner.IsNone ? null : request.Owner.Value,
        Mode = request.Mode,
        Ttl = request.Ttl,
        Wait = request.Wait,
        TokenBlock = request.TokenBlock,
        Observer = observer,
    };

    /// <summary>Waits for the push, asking again now and then. A pushed grant counts from the last time the grain
    /// said "queued", for it came
    /// after that.</summary>
    private async ValueTask<AcquireReply> WaitForTurnAsync(
        LockKey key,
        LockRequest request,
        AcquireCall call,
        Waiting waiting,
        AcquireResult? result,
        TimeSpan firstSent,
        CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static state => ((Waiting)state!).Signal(), waiting);
        var waitUntil = firstSent + request.Wait;
        var holdUntil = request.Hold is { } hold && hold < request.Wait ? firstSent + hold : TimeSpan.MaxValue;
        var queuedAt = firstSent;
        while (true)
        {
            var now = _time.Monotonic();
            if (waiting.Notice is null && now >= waitUntil)
            {
                return await GiveUpAsync(key, request, known: result is not null).ConfigureAwait(false);
            }

            if (waiting.Notice is null && now >= holdUntil && result is not null)
            {
                return new AcquireReply(LockOutcome.Queued, Position: result.Position);
            }

            var pause = result is null ? _options.RetryInterval : _options.PollInterval;
            _polls.Add(waiting, Earliest(now + pause, waitUntil, holdUntil));
            await waiting.NextAsync().ConfigureAwait(false);
            waiting.Heard();
            cancellationToken.ThrowIfCancellationRequested();
            if (waiting.Notice is { } notice)
            {
                _polls.NotePointless();
                return await ConcludeAsync(
                    key, request, new AcquireResult { Outcome = LockOutcome.Granted, Grant = notice }, queuedAt)
                    .ConfigureAwait(false);
            }

            if (_time.Monotonic() >= Earliest(waitUntil, holdUntil, TimeSpan.MaxValue))
            {
                continue;
            }

            var sent = _time.Monotonic();
            result = await AskAsync(
                static (grain, call) => grain.AcquireAsync(call), call, key, cancellationToken).ConfigureAwait(false);
            if (result is { Outcome: not LockOutcome.Queued })
            {
                return await ConcludeAsync(key, request, result, sent).ConfigureAwait(false);
            }

            queuedAt = result is null ? queuedAt : sent;
        }
    }

    private static TimeSpan Earliest(TimeSpan a, TimeSpan b, TimeSpan c)
    {
        var ab = a < b ? a : b;
        return ab < c ? ab : c;
    }

    /// <summary>The wait has ended: takes the request back, so that "timed out" is certain.</summary>
    private async ValueTask<AcquireReply> GiveUpAsync(LockKey key, LockRequest request, bool known)
    {
        var outcome = await CancelAsync(key, request.Id, CancellationToken.None).ConfigureAwait(false);
        return new AcquireReply(
            known && outcome != CancelOutcome.Unavailable ? LockOutcome.TimedOut : LockOutcome.Unavailable);
    }

    private async ValueTask<AcquireReply> ConcludeAsync(
        LockKey key, LockRequest request, AcquireResult? result, TimeSpan countedFrom)
    {
        if (result is null)
        {
            Undo(key, request.Id);
            return new AcquireReply(LockOutcome.Unavailable);
        }

        if (!result.IsGranted)
        {
            var violation = result.Field is null ? null : new LimitViolation(result.Field, result.Message ?? "");
            return new AcquireReply(result.Outcome, null, result.Position, result.Reason, violation);
        }

        var grant = GrantOf(key, result.Grant, countedFrom);
        if (grant.Confirmed || request.NeedsConfirm)
        {
            return new AcquireReply(LockOutcome.Granted, grant);
        }

        // The caller does not confirm by itself, so it is done here, before the caller believes anything.
        var confirm = await ConfirmAsync(key, grant.LeaseId, CancellationToken.None).ConfigureAwait(false);
        if (confirm.Outcome == RenewOutcome.Renewed)
        {
            grant = grant with { ValidFor = confirm.ValidFor, CountedFrom = confirm.CountedFrom, Confirmed = true };
            return new AcquireReply(LockOutcome.Granted, grant);
        }

        Undo(key, request.Id);
        return confirm.Outcome == RenewOutcome.Lost
            ? new AcquireReply(LockOutcome.Ended, Reason: confirm.Reason)
            : new AcquireReply(LockOutcome.Unavailable);
    }

    private static LockGrant GrantOf(LockKey key, GrantNotice notice, TimeSpan countedFrom) => new()
    {
        Key = key,
        LeaseId = LeaseId.FromBits(notice.LeaseId),
        Token = new FencingToken(notice.Token),
        TokenBlock = notice.TokenBlock,
        Ttl = notice.Ttl,
        ValidFor = notice.ValidFor,
        CountedFrom = countedFrom,
        Confirmed = notice.Confirmed,
    };

    /// <summary>Takes back whatever a request may have left. Should that fail too, its place and an unconfirmed grant
    /// lapse by themselves.</summary>
    private void Undo(LockKey key, RequestId request) =>
        _ = CancelAsync(key, request, CancellationToken.None).AsTask();
}
