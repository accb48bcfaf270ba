namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>Nobody listens to an acquire any more, because its connection broke. The request stays: it keeps its
    /// place for the liveness window, and a grant holds for the confirm window unless the same request is made
    /// again.</summary>
    /// <param name="call">The acquire, whose answer reached nobody. One that another call of its request has replaced
    /// changes nothing.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">The time.</param>
    public Decision Detach(CallId call, RequestId request, Moment now)
    {
        Invariant.Require(!call.IsNone && !request.IsNone);
        Begin(now);
        if (_candidate is { Abandoned: false } candidate && candidate.Call == call)
        {
            AnswerQueued(candidate, call);
            Detach(candidate);
        }
        else if (_queue.Find(request) is { } waiter && waiter.Call == call)
        {
            AnswerQueued(waiter, call);
            Detach(waiter);
            _queue.NoteDue(waiter);
        }
        else if (_lease.IsHeld && _lease.GrantedTo == call && _lease.HoldCount == 1 && _lease.FirstHold == request)
        {
            _lease.GrantedTo = default;
            _lease.Confirmed = false;
            _lease.Deadline = Earlier(
                _lease.Deadline, Drift.GrantorDeadline(_now.Monotonic, _limits.ConfirmWindow));
        }

        return Finish();
    }
}
