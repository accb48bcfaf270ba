namespace LockActors.Bench.Harness;

/// <summary>Takes locks from a lock service, as a client does that asks for nothing special.</summary>
internal sealed class ServiceTaker(ILockService service) : IPairTaker
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    public async ValueTask<Pair> TakeAsync(LockKey key)
    {
        // A pushed grant is valid from the last poll on, as LockClient does, so nothing here waits for a
        // confirmation.
        var request = new LockRequest { Id = RequestId.New(), Wait = Wait, NeedsConfirm = true };
        var reply = await service.AcquireAsync(key, request);
        return reply.IsGranted
            ? new Pair(reply.Grant.LeaseId, request.Id)
            : throw new InvalidOperationException($"The lock was not granted: {reply}.");
    }

    public async ValueTask ReleaseAsync(LockKey key, Pair pair)
    {
        var reply = await service.ReleaseAsync(key, pair.Lease, pair.Request);
        if (reply.Outcome != ReleaseOutcome.Released)
        {
            throw new InvalidOperationException($"The lock was not held: {reply}.");
        }
    }
}
