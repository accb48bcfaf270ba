namespace LockActors.Actors;

public sealed partial class LocalLockService
{
    /// <summary>A request to an actor, whose first attempt is under way already.</summary>
    private sealed class LocalAcquire(
        LocalLockService service, LockKey key, LockRequest request, ValueTask<AcquireReply> first)
        : PendingAcquire(service, key, request, service._time)
    {
        private ValueTask<AcquireReply>? _first = first;

        /// <summary>A caller that comes back by itself is told at once that the lease store does not answer.</summary>
        protected override bool MayTryAgain => !Request.OutlivesCall && !Volatile.Read(ref service._disposed);

        protected override bool MayHaveLeftSomething => false;

        protected override ValueTask<AcquireReply> AttemptAsync(
            AttemptTimes times, CancellationToken cancellationToken)
        {
            if (_first is not { } under)
            {
                var again = Request with { WaitedFor = times.WaitedFor, Hold = times.Hold };
                return service.ActorOf(Key).AcquireAsync(again, cancellationToken);
            }

            _first = null;
            return under;
        }
    }
}
