using LockActors.TestKit;

namespace LockActors.Redis.Tests;

/// <summary>Short forms for what the tests ask of a lock service.</summary>
internal static class LockRequests
{
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(3);

    /// <summary>How long something may take that needs no time to pass but several round trips, retries and
    /// back-offs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static LockRequest New(TimeSpan? ttl = null, TimeSpan? wait = null) =>
        new() { Id = RequestId.New(), Ttl = ttl ?? Ttl, Wait = wait ?? TimeSpan.Zero };

    public static async Task<AcquireReply> TryAsync(this ILockService service, LockKey key, TimeSpan? ttl = null) =>
        await service.AcquireAsync(key, New(ttl)).AsTask().WaitAsync(Patience);

    public static async Task<LockGrant> TakeAsync(
        this ILockService service, LockKey key, TimeSpan? ttl = null, TimeSpan? wait = null)
    {
        var reply = await service.AcquireAsync(key, New(ttl, wait)).AsTask().WaitAsync(Patience);
        Assert.Equal(LockOutcome.Granted, reply.Outcome);
        return reply.Grant!;
    }

    /// <summary>Takes the lock as soon as the service can: after faults it backs off for a while.</summary>
    public static async Task<LockGrant> TakeSoonAsync(
        this ILockService service, LockKey key, TimeSpan? ttl = null)
    {
        LockGrant? grant = null;
        await Poll.UntilAsync(
            async () => (grant = (await service.TryAsync(key, ttl)).Grant) is not null,
            $"{key} to be granted",
            Patience);
        return grant!;
    }

    public static async Task ReleaseAsync(this ILockService service, LockGrant grant)
    {
        var reply = await service.ReleaseAsync(grant.Key, grant.LeaseId);
        Assert.Equal(ReleaseOutcome.Released, reply.Outcome);
    }
}
