using LockActors.Monitoring;

namespace LockActors.Engine;

public sealed partial class LockMachine
{
    private void NoteWaiter(LockEventKind kind, Waiter waiter, FencingToken token = default, int position = 0) =>
        _decision.Note(new Fact
        {
            Kind = kind,
            Holder = waiter.Holder,
            Request = waiter.Request,
            Token = token,
            Lasted = _now.Monotonic - waiter.Since,
            Position = position,
        });

    private void NoteQueued(Waiter waiter) => NoteWaiter(
        LockEventKind.Queued, waiter, position: waiter.Behind is null ? _queue.Count : WaiterQueue.PositionOf(waiter));

    private void NoteLease(LockEventKind kind, RequestId request, RevokeNote? note = null) =>
        _decision.Note(new Fact
        {
            Kind = kind,
            Holder = _lease.Holder,
            Request = request,
            Token = _lease.Token,
            Lasted = _now.Monotonic - _lease.GrantedAt,
            Position = _lease.HoldCount,
            Note = note,
        });

    private void NoteRejected(LockRequest request) => _decision.Note(new Fact
    {
        Kind = LockEventKind.Rejected,
        Holder = request.Holder,
        Request = request.Id,
    });

    private static LockEventKind KindOf(EndReason reason) => reason switch
    {
        EndReason.Released or EndReason.Cancelled => LockEventKind.Released,
        EndReason.Expired => LockEventKind.Expired,
        EndReason.Revoked => LockEventKind.Revoked,
        _ => LockEventKind.Lost,
    };

    private static LockEventKind KindOfLeaving(EndReason reason) => reason switch
    {
        EndReason.TimedOut => LockEventKind.TimedOut,
        EndReason.Dropped => LockEventKind.Dropped,
        _ => LockEventKind.Cancelled,
    };
}
