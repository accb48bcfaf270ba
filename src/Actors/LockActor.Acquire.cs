using LockActors.Engine;

namespace LockActors.Actors;

public sealed partial class LockActor
{
    /// <summary>Asks for the lock and waits as long as the request allows.</summary>
    /// <param name="request">The request, within the limits.</param>
    /// <param name="cancellationToken">Ends the call, as a broken connection does: the request keeps its place for a
    /// while. A caller that gives up cancels the request.</param>
    public ValueTask<AcquireReply> AcquireAsync(LockRequest request, CancellationToken cancellationToken = default) =>
        AcquireAsync(request, null, cancellationToken);

    /// <inheritdoc cref="AcquireAsync(LockRequest, CancellationToken)"/>
    /// <param name="request">The request, within the limits.</param>
    /// <param name="owner">Goes on with a request that waited and is not settled by that. Null: the caller
    /// does.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal ValueTask<AcquireReply> AcquireAsync(
        LockRequest request, IRequestOwner? owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ActorInstruments.IsTraced
            ? TraceAsync(request, owner, cancellationToken)
            : AcquireCoreAsync(request, owner, cancellationToken);
    }

    private ValueTask<AcquireReply> TraceAsync(
        LockRequest request, IRequestOwner? owner, CancellationToken cancellationToken) =>
        ActorInstruments.TraceAsync(Key, () => AcquireCoreAsync(request, owner, cancellationToken));

    private ValueTask<AcquireReply> AcquireCoreAsync(
        LockRequest request, IRequestOwner? owner, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<AcquireReply>(cancellationToken);
        }

        LockActor? successor;
        OpenCall? open = null;
        CallId call = default;
        Answer answer = default;
        lock (_turn)
        {
            successor = Successor();
            if (successor is null)
            {
                open = Call(
                    static (machine, call, it, now) => machine.Acquire(call, it.request, it.Lease, now),
                    (request, Lease: LeaseId.New()),
                    out answer);
                call = new CallId(_lastCall);
                SettleLoading();
            }
        }

        if (successor is not null)
        {
            return successor.AcquireAsync(request, owner, cancellationToken);
        }

        if (open is not null)
        {
            return WaitForGrantAsync(open, call, request, owner, cancellationToken);
        }

        var reply = Explain(Replies.ToAcquire(answer, Key));
        return owner is not null && PendingAcquire.MayPass(request, reply)
            ? owner.GoOnAsync(Key, request, _time.Monotonic(), Task.FromResult(reply), cancellationToken)
            : new(reply);
    }

    private async ValueTask<AcquireReply> WaitForGrantAsync(
        OpenCall open,
        CallId call,
        LockRequest request,
        IRequestOwner? owner,
        CancellationToken cancellationToken)
    {
        var start = _time.Monotonic();
        Task<AcquireReply> first;
        try
        {
            var answer = await open.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            var reply = Explain(Replies.ToAcquire(answer, Key));
            if (owner is null || PendingAcquire.IsFinal(request, reply, _time.Monotonic()))
            {
                return reply;
            }

            first = Task.FromResult(reply);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The grant may have come first, or the token a moment after it: either way no caller may rely on it.
            HangUp(call, request.Id);
            var cancelled = new OperationCanceledException(cancellationToken);
            if (owner is null)
            {
                throw cancelled;
            }

            first = Task.FromException<AcquireReply>(cancelled);
        }

        return await owner.GoOnAsync(Key, request, start, first, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells that the client of a waiting request is gone, for a request that asks now and then instead of
    /// keeping a call open.</summary>
    /// <param name="request">The request.</param>
    public void Detach(RequestId request)
    {
        lock (_turn)
        {
            if (!_retired)
            {
                Run(static (machine, request, now) => machine.Detach(default, request, now), request);
            }
        }
    }

    /// <summary>The caller of a call is gone. An actor with open calls does not retire, and one that retired
    /// since knows nothing of the call.</summary>
    private void HangUp(CallId call, RequestId request)
    {
        lock (_turn)
        {
            if (!_retired)
            {
                Run(static (machine, it, now) => machine.Detach(it.call, it.request, now), (call, request));
            }
        }
    }
}
