using LockActors.Monitoring;

namespace LockActors;

/// <summary>A lock service: the one port between the users of locks and their keepers. It is implemented in
/// process, over HTTP and over an Orleans cluster, and every implementation passes the same conformance
/// suite.</summary>
/// <remarks>
/// Expected outcomes are answers, not exceptions. An answer other than <c>Unavailable</c> is certain. Methods throw
/// <see cref="OperationCanceledException"/> when their token is cancelled; methods that only read throw
/// <see cref="LockUnavailableException"/> when no answer comes.
/// </remarks>
public interface ILockService
{
    /// <summary>Asks for a lock and, if the request says so, waits for its turn. Attempts that fail on the way are made
    /// again, with the same request id, as long as there is time to wait; what a request without an answer may have
    /// left is taken back.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Ends the wait: the request leaves the queue, and what it may have been granted
    /// meanwhile is given back.</param>
    ValueTask<AcquireReply> AcquireAsync(
        LockKey key, LockRequest request, CancellationToken cancellationToken = default);

    /// <summary>Confirms a grant whose <see cref="LockGrant.Confirmed"/> is false, which gives it its full
    /// time.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    ValueTask<RenewReply> ConfirmAsync(LockKey key, LeaseId lease, CancellationToken cancellationToken = default);

    /// <summary>Gives a lease a new time to live, from now on; never less than it has. The reply names the
    /// time.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="ttl">The new time to live, within <see cref="LockLimits"/>.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    ValueTask<RenewReply> RenewAsync(
        LockKey key, LeaseId lease, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>How many leases <see cref="RenewManyAsync"/> takes at once, where that is one request. Default: 1, each
    /// is a request of its own.</summary>
    int MaxRenewals => 1;

    /// <summary>Renews several leases. By default each by <see cref="RenewAsync"/>, one after the other.</summary>
    /// <param name="renewals">The leases; at most <see cref="MaxRenewals"/>, where it is more than 1.</param>
    /// <param name="cancellationToken">Ends waiting for the answers.</param>
    /// <returns>One answer for each lease, in their order.</returns>
    async ValueTask<IReadOnlyList<RenewReply>> RenewManyAsync(
        IReadOnlyList<LeaseRenewal> renewals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(renewals);
        var replies = new RenewReply[renewals.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            var (key, lease, ttl) = renewals[i];
            replies[i] = await RenewAsync(key, lease, ttl, cancellationToken).ConfigureAwait(false);
        }

        return replies;
    }

    /// <summary>Releases one hold of a lease; the last one frees the lock.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="hold">The request id whose hold is released, which makes the release safe to repeat; null for the
    /// newest hold.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    ValueTask<ReleaseReply> ReleaseAsync(
        LockKey key, LeaseId lease, RequestId? hold = null, CancellationToken cancellationToken = default);

    /// <summary>Undoes a request whatever became of it: it leaves the queue, gives back its grant, or is refused
    /// should it arrive late.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="request">The request id.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    ValueTask<CancelOutcome> CancelAsync(
        LockKey key, RequestId request, CancellationToken cancellationToken = default);

    /// <summary>Ends a lease of another client. That holder relies on it until it next renews or its
    /// validity ends, so only a fenced resource is safe from it.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="token">The fencing token of the lease to end, so that no later lease is hit; null for whichever
    /// is held.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    ValueTask<RevokeOutcome> RevokeAsync(
        LockKey key, FencingToken? token = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a lease of another client, and says who does so and why. By default as without a
    /// note.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="token">The fencing token of the lease to end; null for whichever is held.</param>
    /// <param name="note">Who and why; see <see cref="RevokeNote.Check"/>.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    ValueTask<RevokeOutcome> RevokeAsync(
        LockKey key, FencingToken? token, RevokeNote note, CancellationToken cancellationToken = default) =>
        RevokeAsync(key, token, cancellationToken);

    /// <summary>One lock with its waiters.</summary>
    /// <param name="key">The lock. A lock that is not in use is answered as free.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    ValueTask<LockSnapshot> GetAsync(LockKey key, CancellationToken cancellationToken = default);

    /// <summary>The locks in use, page by page.</summary>
    /// <param name="query">Which locks, at most how many; see <see cref="LockQuery.Check"/>.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    /// <exception cref="ArgumentException">The query breaks a limit.</exception>
    ValueTask<LockPage> ListAsync(LockQuery query, CancellationToken cancellationToken = default);
}
