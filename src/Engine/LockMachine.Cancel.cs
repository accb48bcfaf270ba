namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>Undoes a request whatever became of it: it leaves the queue, gives back its hold, or, when it is not
    /// known, will be refused should it arrive late.</summary>
    /// <param name="call">The call to answer.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">The time.</param>
    public Decision Cancel(CallId call, RequestId request, Moment now)
    {
        Invariant.Require(!request.IsNone);
        Begin(now);
        var found = CancelHold(request) || CancelCandidate(request) || CancelWaiter(request);
        if (!found && _ended.ReasonOf(request) == EndReason.None)
        {
            _ended.Add(request, default, EndReason.Cancelled);
        }

        _decision.Add(new Answer
        {
            Call = call,
            Kind = found ? AnswerKind.Cancelled : AnswerKind.Unknown,
            Request = request,
        });
        return Finish();
    }

    private bool CancelHold(RequestId request)
    {
        if (!_lease.IsHeldBy(request))
        {
            return false;
        }

        EndHold(request, EndReason.Cancelled);
        _ended.Add(request, default, EndReason.Cancelled);
        return true;
    }

    private bool CancelCandidate(RequestId request)
    {
        if (_candidate is not { Abandoned: false } candidate || candidate.Request != request)
        {
            return false;
        }

        candidate.Abandoned = true;
        NoteWaiter(KindOfLeaving(EndReason.Cancelled), candidate);
        AnswerEnded(candidate, AnswerKind.Ended, EndReason.Cancelled);
        return true;
    }

    private bool CancelWaiter(RequestId request)
    {
        if (_queue.Find(request) is not { } waiter)
        {
            return false;
        }

        Leave(waiter, AnswerKind.Ended, EndReason.Cancelled);
        return true;
    }

    /// <summary>Takes a waiter out of the queue for good.</summary>
    private void Leave(Waiter waiter, AnswerKind kind, EndReason reason)
    {
        _queue.Remove(waiter);
        NoteWaiter(KindOfLeaving(reason), waiter);
        AnswerEnded(waiter, kind, reason);
        if (waiter.Attempted)
        {
            LeaveStaleLease(waiter);
        }

        Recycle(waiter);
    }

    private void AnswerEnded(Waiter waiter, AnswerKind kind, EndReason reason)
    {
        _ended.Add(waiter.Request, waiter.Lease, reason);
        if (!waiter.Call.IsNone)
        {
            _decision.Add(new Answer { Call = waiter.Call, Kind = kind, Request = waiter.Request, Reason = reason });
            waiter.Call = default;
        }
    }
}
