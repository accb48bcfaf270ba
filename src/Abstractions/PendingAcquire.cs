namespace LockActors;

/// <summary>One request, from its first attempt until its outcome is certain or its time is over. The one place that
/// tries again, takes back what a request left, and confirms a grant; a transport makes single attempts.</summary>
/// <remarks>Every attempt carries the same request id, so that the request is never granted twice.</remarks>
/// <param name="service">Confirms and cancels, by single attempts.</param>
/// <param name="key">The lock.</param>
/// <param name="request">The request.</param>
/// <param name="time">The clocks.</param>
internal abstract class PendingAcquire(ILockService service, LockKey key, LockRequest request, TimeProvider time)
{
    // What a request left ends by itself; until then it may hold up other clients.
    private static readonly TimeSpan UndoTimeout = TimeSpan.FromSeconds(5);

    private AcquireSchedule _schedule;

    protected LockKey Key => key;

    protected LockRequest Request => request;

    protected TimeProvider Time => time;

    /// <summary>When the request was first made. Default: now.</summary>
    protected virtual TimeSpan Start => time.Monotonic();

    /// <summary>How long one attempt may be held open while the request is queued. Default: as long as it
    /// waits.</summary>
    protected virtual TimeSpan LongestHold => TimeSpan.MaxValue;

    /// <summary>The pauses after failures. Default: 100 ms to 2 s.</summary>
    protected virtual RetryPauses Pauses => new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));

    /// <summary>Whether a caller that cancels is told so only when the request is taken back, or that takes longer than
    /// 250 ms. Default: no, it is taken back in the background.</summary>
    protected virtual bool UndoesBeforeItThrows => false;

    /// <summary>Whether an attempt that failed may have left a place or a grant. Default: yes; an actor that answers
    /// "unavailable" has seen to it.</summary>
    protected virtual bool MayHaveLeftSomething => true;

    /// <summary>Whether the failure of the last attempt may pass. Default: yes.</summary>
    protected virtual bool MayTryAgain => true;

    /// <summary>Whether the answer to an attempt may be the answer to the request as it is.</summary>
    public static bool IsFinal(LockRequest request, in AcquireReply reply, TimeSpan now) =>
        reply.IsGranted
            ? !MustConfirm(request, reply.Grant, now)
            : reply.Outcome != LockOutcome.Unavailable && !MayPass(request, reply);

    /// <summary>Whether the request is refused for now. A caller that comes back by itself is told at once.</summary>
    public static bool MayPass(LockRequest request, in AcquireReply reply) =>
        reply.Violation is { MayPass: true } && !request.OutlivesCall && request.Wait > TimeSpan.Zero;

    /// <summary>What a grant is after the answer to its confirmation.</summary>
    public static AcquireReply Confirmed(LockGrant grant, in RenewReply confirm) => confirm.Outcome switch
    {
        RenewOutcome.Renewed => new AcquireReply(LockOutcome.Granted, grant with
        {
            ValidFor = confirm.ValidFor,
            CountedFrom = confirm.CountedFrom,
            Confirmed = true,
        }),
        RenewOutcome.Lost => new AcquireReply(LockOutcome.Ended, Reason: confirm.Reason),
        _ => new AcquireReply(LockOutcome.Unavailable),
    };

    /// <summary>Makes the request, and waits for its turn or the end of an outage.</summary>
    /// <param name="cancellationToken">Ends the wait; the request is taken back, unless it outlives its call.</param>
    public async ValueTask<AcquireReply> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            _schedule = new AcquireSchedule(request, LongestHold, Pauses, Start);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var reply = await AttemptAsync(_schedule.Next(time.Monotonic()), cancellationToken)
                    .ConfigureAwait(false);
                if (PauseAfter(reply) is not { } pause)
                {
                    reply = await ConcludeAsync(reply).ConfigureAwait(false);
                    cancellationToken.ThrowIfCancellationRequested();
                    return reply;
                }

                if (pause > TimeSpan.Zero)
                {
                    await PauseAsync(pause, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception)
        {
            if (request.OutlivesCall)
            {
                Detach();
            }
            else
            {
                Task undo = UndoAsync();
                if (UndoesBeforeItThrows)
                {
                    await undo.WaitAsync(BestEffortRetry.Courtesy, time, CancellationToken.None)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }

            throw;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Makes one attempt. Whatever fails on the way is answered as unavailable.</summary>
    /// <param name="times">How long the request has waited, and how long the attempt may be held open.</param>
    /// <param name="cancellationToken">Ends the attempt, not the request.</param>
    protected abstract ValueTask<AcquireReply> AttemptAsync(AttemptTimes times, CancellationToken cancellationToken);

    /// <summary>Lets some time pass before the next attempt, or less where that may already bring the
    /// grant.</summary>
    protected virtual Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        Task.Delay(pause, time, cancellationToken);

    /// <summary>Tells that no client listens to this request for now.</summary>
    protected virtual void Detach()
    {
    }

    /// <summary>The request is over.</summary>
    protected virtual void End()
    {
    }

    /// <summary>An attempt failed.</summary>
    /// <param name="again">Whether another one follows.</param>
    protected virtual void OnUnavailable(bool again)
    {
    }

    /// <summary>The request could not be taken back.</summary>
    protected virtual void OnNotUndone()
    {
    }

    /// <summary>How long to pause before the next attempt; null when there is no other.</summary>
    private TimeSpan? PauseAfter(in AcquireReply reply)
    {
        var now = time.Monotonic();
        switch (reply.Outcome)
        {
            case LockOutcome.Queued:
                return _schedule.IsHoldOver(now) ? null : _schedule.PauseAfterQueued(now);
            case LockOutcome.Unavailable:
                var pause = MayTryAgain ? _schedule.PauseAfterFailure(now, Random.Shared.NextDouble()) : null;
                OnUnavailable(again: pause is not null);
                return pause;
            case LockOutcome.Rejected when MayPass(request, reply):
                return _schedule.PauseAfterFailure(now, Random.Shared.NextDouble());
            default:
                return null;
        }
    }

    /// <summary>Makes the answer to the last attempt the answer to the request.</summary>
    private ValueTask<AcquireReply> ConcludeAsync(in AcquireReply reply) => reply.Outcome switch
    {
        LockOutcome.Queued when _schedule.IsOver(time.Monotonic()) => GiveUpAsync(reply.Cause),
        LockOutcome.Granted when MustConfirm(request, reply.Grant!, time.Monotonic()) => ConfirmAsync(reply.Grant!),
        LockOutcome.Unavailable when MayHaveLeftSomething => new(TakeBack(reply)),
        _ => new(reply),
    };

    /// <summary>A grant is confirmed before a caller that does not confirm relies on it. One whose answer took long has
    /// little validity left, so it is confirmed for every caller: that tells how much there really is.</summary>
    private static bool MustConfirm(LockRequest request, LockGrant grant, TimeSpan now)
    {
        var isLate = grant.ValidUntil - now < grant.ValidFor / 2;
        return isLate || !(grant.Confirmed || request.NeedsConfirm);
    }

    private async ValueTask<AcquireReply> ConfirmAsync(LockGrant grant)
    {
        var reply = Confirmed(
            grant, await service.ConfirmAsync(key, grant.LeaseId, CancellationToken.None).ConfigureAwait(false));
        return reply.Outcome == LockOutcome.Unavailable ? TakeBack(reply) : reply;
    }

    /// <summary>The wait has ended: takes the request back, so that "timed out" is certain.</summary>
    /// <param name="cause">Why the lock was granted to no client at last; null when another one had it.</param>
    private async ValueTask<AcquireReply> GiveUpAsync(string? cause) =>
        await UndoAsync().ConfigureAwait(false) && cause is null
            ? new(LockOutcome.TimedOut)
            : new(LockOutcome.Unavailable, Cause: cause);

    /// <summary>An answer that leaves the outcome unknown: what the request may have left is taken back, unless its
    /// caller comes back for it.</summary>
    private AcquireReply TakeBack(AcquireReply reply)
    {
        if (!request.OutlivesCall)
        {
            _ = UndoAsync();
        }

        return reply;
    }

    /// <summary>Takes back whatever the request may have left, on its own time.</summary>
    /// <returns>Whether that is certain. Never fails.</returns>
    private async Task<bool> UndoAsync()
    {
        var isUndone = await new BestEffortRetry(time, UndoTimeout).RunAsync(
            async () => await service.CancelAsync(key, request.Id, CancellationToken.None).ConfigureAwait(false)
                != CancelOutcome.Unavailable,
            static _ => { }).ConfigureAwait(false);
        if (!isUndone)
        {
            Background.Guard(OnNotUndone, static _ => { });
        }

        return isUndone;
    }
}
