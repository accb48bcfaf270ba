using StackExchange.Redis;

namespace LockActors.Redis.Recipes;

/// <summary>A cache that many processes fill: a lock keeps them from computing the same value at once, and the first
/// write makes sure that all see the same value even where the lock is lost or cannot be had.</summary>
/// <param name="locks">The lock service.</param>
/// <param name="database">The Redis that holds the values.</param>
public sealed class SharedCache(ILockService locks, IDatabase database)
{
    private readonly FirstWrite _values = new(database);

    /// <summary>The value, computed by one of the callers that ask for it at once.</summary>
    /// <param name="key">The value's key; the lock has the same.</param>
    /// <param name="create">Computes the value. Its token is cancelled with the caller's.</param>
    /// <param name="ttl">How long the value is kept.</param>
    /// <param name="patience">How long to wait for another client that computes it, before computing it here too.
    /// Default: 10 s.</param>
    /// <param name="cancellationToken">Ends waiting and computing.</param>
    public async Task<string> GetOrCreateAsync(
        LockKey key,
        Func<CancellationToken, Task<string>> create,
        TimeSpan ttl,
        TimeSpan? patience = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(create);
        var name = $"cache:{key.Value}";
        if (await _values.ReadAsync(name).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        var wait = patience ?? TimeSpan.FromSeconds(10);
        var request = new LockRequest { Id = RequestId.New(), Wait = wait };
        var reply = await locks.AcquireAsync(key, request, cancellationToken).ConfigureAwait(false);
        try
        {
            // The holder before has most likely written it. A lock that could not be had costs work, not
            // consistency.
            if (await _values.ReadAsync(name).ConfigureAwait(false) is { } written)
            {
                return written;
            }

            var created = await create(cancellationToken).ConfigureAwait(false);
            return (await _values.WriteAsync(name, created, ttl).ConfigureAwait(false)).Value;
        }
        finally
        {
            if (reply.IsGranted)
            {
                await locks.ReleaseAsync(key, reply.Grant.LeaseId, request.Id, CancellationToken.None)
                    .ConfigureAwait(false);
            }
        }
    }
}
