using LockActors.Monitoring;

namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>Ends the lease that is held, on an operator's word. Where none is held and no token is named, takes
    /// what lasts too long out of a durable lease store, and is answered once the store has.</summary>
    /// <param name="call">The call to answer.</param>
    /// <param name="token">The token of the lease to end; null for whichever is held.</param>
    /// <param name="now">The time.</param>
    /// <param name="note">Who revokes and why. Default: not told.</param>
    public Decision Revoke(CallId call, FencingToken? token, Moment now, RevokeNote? note = null)
    {
        Begin(now);
        var hit = _lease.IsHeld && (token is null || token == _lease.Token);
        if (hit)
        {
            EndLease(EndReason.Revoked, note);
        }

        if (!hit && token is null && !_lease.IsHeld && _isDurable && !_draining)
        {
            _evictions.Add(call);
            return Finish();
        }

        _decision.Add(new Answer { Call = call, Kind = hit ? AnswerKind.Revoked : AnswerKind.NotHeld });
        return Finish();
    }
}
