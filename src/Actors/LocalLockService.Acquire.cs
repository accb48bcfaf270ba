namespace LockActors.Actors;

public sealed partial class LocalLockService
{
    ValueTask<AcquireReply> IRequestOwner.GoOnAsync(
        LockKey key,
        LockRequest request,
        TimeSpan start,
        Task<AcquireReply> first,
        CancellationToken cancellationToken) => GoOnAsync(key, request, start, first, cancellationToken);

    private ValueTask<AcquireReply> GoOnAsync(
        LockKey key,
        LockRequest request,
        TimeSpan start,
        Task<AcquireReply> first,
        CancellationToken cancellationToken) =>
        new LocalAcquire(this, key, request, start, first).RunAsync(cancellationToken);

    /// <summary>A request to an actor, whose first attempt has ended already.</summary>
    private sealed class LocalAcquire(
        LocalLockService service, LockKey key, LockRequest request, TimeSpan start, Task<AcquireReply> first)
        : PendingAcquire(service, key, request, service._time)
    {
        private Task<AcquireReply>? _first = first;

        protected override TimeSpan Start => start;

        /// <summary>A caller that comes back by itself is told at once that the lease store does not answer.</summary>
        protected override bool MayTryAgain => !Request.OutlivesCall && !Volatile.Read(ref service._disposed);

        protected override bool MayHaveLeftSomething => false;

        protected override ValueTask<AcquireReply> AttemptAsync(
            AttemptTimes times, CancellationToken cancellationToken)
        {
            if (_first is { } ended)
            {
                _first = null;
                return new(ended);
            }

            var again = Request with { WaitedFor = times.WaitedFor, Hold = times.Hold };
            return service.ActorOf(Key).AcquireAsync(again, cancellationToken);
        }
    }
}
