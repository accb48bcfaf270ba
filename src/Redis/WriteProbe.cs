using LockActors.Actors;
using LockActors.Engine;

namespace LockActors.Redis;

/// <summary>Tries what a grant needs: a Redis that is full, a replica by now or cannot save answers reads and refuses
/// writes.</summary>
/// <param name="time">The clocks.</param>
internal sealed class WriteProbe(TimeProvider time)
{
    /// <summary>A master of a quorum has the whole <see cref="RedisLeaseOptions.NodeTimeout"/> for it, as for usual
    /// leases; for a short one it would have less.</summary>
    private static readonly TimeSpan Ttl = LockRequest.DefaultTtl;

    /// <summary>Servers that share a Redis do not try the same key.</summary>
    private readonly string _name = Guid.NewGuid().ToString("N");
    private readonly LeaseId _lease = LeaseId.New();

    /// <summary>Null when the store grants, or why not.</summary>
    public async ValueTask<string?> RunAsync(ILeaseStore store, LockKey spare)
    {
        var effect = new StoreEffect
        {
            Verb = StoreVerb.Place,
            Lease = _lease,
            OldLeftAtMost = TimeSpan.MaxValue,
            Token = new FencingToken(time.UnixMicroseconds()),
            TokenBlock = 1,
            Ttl = Ttl,
            Request = RequestId.New(),
        };

        // A refusal is an answer, too.
        var reply = await store.PlaceAsync($"{spare}/{_name}", effect).ConfigureAwait(false);
        return reply.Outcome == StoreOutcome.Failed ? reply.Cause ?? "no answer from the store" : null;
    }
}
