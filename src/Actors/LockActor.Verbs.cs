using LockActors.Engine;
using LockActors.Monitoring;

namespace LockActors.Actors;

public sealed partial class LockActor
{
    /// <summary>Confirms a pushed grant.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    public ValueTask<RenewReply> ConfirmAsync(LeaseId lease, CancellationToken cancellationToken = default) =>
        RunAsync(
            (Lease: lease, Ttl: TimeSpan.Zero),
            static (machine, call, it, now) => machine.Confirm(call, it.Lease, now),
            static (in Answer answer) => Replies.ToRenew(answer),
            new RenewReply(RenewOutcome.Unavailable),
            cancellationToken);

    /// <summary>Gives the lease a new time to live.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="ttl">The time to live, within the limits.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    public ValueTask<RenewReply> RenewAsync(
        LeaseId lease, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        RunAsync(
            (Lease: lease, Ttl: ttl),
            static (machine, call, it, now) => machine.Renew(call, it.Lease, it.Ttl, now),
            static (in Answer answer) => Replies.ToRenew(answer),
            new RenewReply(RenewOutcome.Unavailable),
            cancellationToken);

    /// <summary>Releases one hold of the lease.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="hold">The request whose hold ends; null for the newest.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    public ValueTask<ReleaseReply> ReleaseAsync(
        LeaseId lease, RequestId? hold = null, CancellationToken cancellationToken = default) =>
        RunAsync(
            (Lease: lease, Hold: hold),
            static (machine, call, it, now) => machine.Release(call, it.Lease, it.Hold, now),
            static (in Answer answer) => Replies.ToRelease(answer),
            new ReleaseReply(ReleaseOutcome.Unavailable),
            cancellationToken);

    /// <summary>Undoes a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    public ValueTask<CancelOutcome> CancelAsync(RequestId request, CancellationToken cancellationToken = default) =>
        TryLeaveQueue(request)
            ? new(CancelOutcome.Cancelled)
            : RunAsync(
                request,
                static (machine, call, it, now) => machine.Cancel(call, it, now),
                static (in Answer answer) => Replies.ToCancel(answer),
                CancelOutcome.Unavailable,
                cancellationToken);

    /// <summary>A request that only waits can be undone before the store has told what it knows.</summary>
    private bool TryLeaveQueue(RequestId request)
    {
        if (_loaded)
        {
            return false;
        }

        lock (_turn)
        {
            if (_loaded || !_machine.IsQueued(request))
            {
                return false;
            }

            Call(static (machine, call, it, now) => machine.Cancel(call, it, now), request, out var answer);
            return answer.Kind == AnswerKind.Cancelled;
        }
    }

    /// <summary>Ends the lease that is held.</summary>
    /// <param name="token">The token of the lease to end; null for whichever is held.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    public ValueTask<RevokeOutcome> RevokeAsync(FencingToken? token, CancellationToken cancellationToken = default) =>
        RunAsync(
            token,
            static (machine, call, it, now) => machine.Revoke(call, it, now),
            static (in Answer answer) => Replies.ToRevoke(answer),
            RevokeOutcome.Unavailable,
            cancellationToken);

    /// <summary>Ends the lease that is held, and remembers who did so and why.</summary>
    /// <param name="token">The token of the lease to end; null for whichever is held.</param>
    /// <param name="note">Who and why.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    public ValueTask<RevokeOutcome> RevokeAsync(
        FencingToken? token, RevokeNote note, CancellationToken cancellationToken = default) =>
        RunAsync(
            (Token: token, Note: note),
            static (machine, call, it, now) => machine.Revoke(call, it.Token, now, it.Note),
            static (in Answer answer) => Replies.ToRevoke(answer),
            RevokeOutcome.Unavailable,
            cancellationToken);

    private delegate T Reading<T>(in Answer answer);

    private ValueTask<T> RunAsync<TState, T>(
        TState state,
        Func<LockMachine, CallId, TState, Moment, Decision> command,
        Reading<T> read,
        T unavailable,
        CancellationToken cancellationToken)
    {
        if (!_loaded)
        {
            return AfterLoadAsync(
                () => RunAsync(state, command, read, unavailable, cancellationToken), unavailable);
        }

        LockActor? successor;
        OpenCall? open = null;
        Answer answer = default;
        lock (_turn)
        {
            successor = Successor();
            if (successor is null)
            {
                open = Call(command, state, out answer);
            }
        }

        if (successor is not null)
        {
            return successor.RunAsync(state, command, read, unavailable, cancellationToken);
        }

        return open is null ? new(read(answer)) : AwaitAsync(open, read, cancellationToken);
    }

    private static async ValueTask<T> AwaitAsync<T>(
        OpenCall open, Reading<T> read, CancellationToken cancellationToken) =>
        read(await open.Task.WaitAsync(cancellationToken).ConfigureAwait(false));
}
