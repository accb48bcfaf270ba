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
        ThrowIfDisposed();
        if (key.Value.Length == 0)
        {
            return AcquireReply.Reject(LockLimits.Default.Check(key, request)!);
        }

        var call = CallOf(request);
        try
        {
            return await AskForLockAsync(key, request, call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            if (request.OutlivesCall)
            {
                Detach(key, call);
            }
            else
            {
                Undo(key, request.Id);
            }

            throw;
        }
    }

    /// <summary>A call that need not say where to push its grant is cheaper, and most locks are free: so the first call
    /// says it only for a key that was contended lately.</summary>
    private async ValueTask<AcquireReply> AskForLockAsync(
        LockKey key, LockRequest request, AcquireCall call, CancellationToken cancellationToken)
    {
        var sent = _time.Monotonic();
        AcquireResult? result = null;
        if (request.Wait <= TimeSpan.Zero || !_hints.IsLikely(key, sent))
        {
            result = await AskAsync(
                static (grain, call) => grain.AcquireAsync(call), call, key, cancellationToken).ConfigureAwait(false);
            if (request.Wait <= TimeSpan.Zero || result is { Outcome: not LockOutcome.Queued })
            {
                return await ConcludeAsync(key, request, result, sent).ConfigureAwait(false);
            }
        }

        if (request.Hold <= TimeSpan.Zero && result is not null)
        {
            return new AcquireReply(LockOutcome.Queued, Position: result.Position);
        }

        var waiting = new Waiting(call.RequestId);

        // Before the call: a grant may be pushed before the call is answered.
        _grants.Add(waiting);
        try
        {
            return await ListenAsync(
                key, request, call with { Observer = _observer.Value }, waiting, sent, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            waiting.End();
            _grants.Remove(waiting);
        }
    }

    /// <summary>Says where to push the grant, and waits for it.</summary>
    private async ValueTask<AcquireReply> ListenAsync(
        LockKey key,
        LockRequest request,
        AcquireCall call,
        Waiting waiting,
        TimeSpan firstSent,
        CancellationToken cancellationToken)
    {
        var sent = _time.Monotonic();
        var result = await AskAgainAsync(key, call, request.WaitedFor + (sent - firstSent), cancellationToken)
            .ConfigureAwait(false);
        if (result is { Outcome: not LockOutcome.Queued })
        {
            return await ConcludeAsync(key, request, result, sent).ConfigureAwait(false);
        }

        _hints.Note(key, sent);
        var queuedAt = result is null ? firstSent : sent;
        return await WaitForTurnAsync(key, request, call, waiting, result, firstSent, queuedAt, cancellationToken)
            .ConfigureAwait(false);
    }

    private static AcquireCall CallOf(LockRequest request) => new()
    {
        RequestId = request.Id.Value,
        Holder = request.Holder.IsNone ? null : request.Holder.Value,
        Scope = request.ReentrancyScope.ToBits(),
        Mode = request.Mode,
        Ttl = request.Ttl,
        Wait = request.Wait,
        WaitedFor = request.WaitedFor,
        TokenBlock = request.TokenBlock,
        Ask = Random.Shared.NextInt64(1, long.MaxValue),
    };

    /// <summary>Waits for the push, asking again now and then. A pushed grant counts from the last time the grain said
    /// "queued", for it came after that.</summary>
    private async ValueTask<AcquireReply> WaitForTurnAsync(
        LockKey key,
        LockRequest request,
        AcquireCall call,
        Waiting waiting,
        AcquireResult? result,
        TimeSpan firstSent,
        TimeSpan queuedAt,
        CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static state => ((Waiting)state!).Signal(), waiting);
        var waitUntil = firstSent + request.Wait;
        var holdUntil = request.Hold is { } hold && hold < request.Wait ? firstSent + hold : TimeSpan.MaxValue;
        while (true)
        {
            ThrowIfDisposed();
            var now = _time.Monotonic();
            if (waiting.Notice is null && now >= waitUntil)
            {
                return await GiveUpAsync(key, request, known: result is not null).ConfigureAwait(false);
            }

            if (waiting.Notice is null && now >= holdUntil)
            {
                // Where no answer came, the place may still be there: the caller comes back for it, or cancels.
                return result is null
                    ? new AcquireReply(LockOutcome.Unavailable)
                    : new AcquireReply(LockOutcome.Queued, Position: result.Position);
            }

            var pause = result is null ? _options.RetryInterval : _options.PollInterval;
            _polls.Add(waiting, Earliest(now + pause, waitUntil, holdUntil));
            await waiting.NextAsync().ConfigureAwait(false);
            waiting.Heard();
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfDisposed();
            if (waiting.Notice is not null)
            {
                _polls.NotePointless();
                return await ConcludeAsync(key, request, PushedTo(waiting), queuedAt).ConfigureAwait(false);
            }

            if (_time.Monotonic() >= Earliest(waitUntil, holdUntil, TimeSpan.MaxValue))
            {
                continue;
            }

            var sent = _time.Monotonic();
            var asked = AskAgainAsync(key, call, request.WaitedFor + (sent - firstSent), cancellationToken).AsTask();
            if (await IsPushedBeforeAsync(asked, waiting).ConfigureAwait(false))
            {
                return await ConcludeAsync(key, request, PushedTo(waiting), queuedAt).ConfigureAwait(false);
            }

            result = await asked.ConfigureAwait(false);
            if (result is { Outcome: not LockOutcome.Queued })
            {
                return await ConcludeAsync(key, request, result, sent).ConfigureAwait(false);
            }

            queuedAt = result is null ? queuedAt : sent;
        }
    }

    /// <summary>Whether the grant is pushed before a poll is answered, which may hang for longer than the grant
    /// holds.</summary>
    private async ValueTask<bool> IsPushedBeforeAsync(Task asked, Waiting waiting)
    {
        while (!asked.IsCompleted && waiting.Notice is null)
        {
            ThrowIfDisposed();
            await Task.WhenAny(asked, waiting.NextAsync()).ConfigureAwait(false);
        }

        return !asked.IsCompleted;
    }

    private static AcquireResult PushedTo(Waiting waiting) =>
        new() { Outcome = LockOutcome.Granted, Grant = waiting.Notice };

    private ValueTask<AcquireResult?> AskAgainAsync(
        LockKey key, AcquireCall call, TimeSpan waitedFor, CancellationToken cancellationToken) => AskAsync(
        static (grain, call) => grain.AcquireAsync(call), call with { WaitedFor = waitedFor }, key, cancellationToken);

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

        // The caller does not confirm by itself, so it is done here, before the caller relies on it.
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

    /// <summary>The request keeps its place, but it must not hold up waiters that are still there.</summary>
    private void Detach(LockKey key, AcquireCall call) => Background.Run(
        () => _grains.GetGrain<ILockGrain>(key.Value).DetachAsync(call.RequestId, call.Ask).AsTask(), static _ => { });

    /// <summary>Takes back whatever a request may have left. Should that fail too, its place and an unconfirmed grant
    /// lapse by themselves.</summary>
    private void Undo(LockKey key, RequestId request) =>
        Background.Run(() => CancelAsync(key, request, CancellationToken.None).AsTask(), static _ => { });
}
