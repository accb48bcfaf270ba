using Orleans.Concurrency;

namespace LockActors.Contracts;

/// <summary>One lock. The grain's key is the lock key.</summary>
/// <remarks>
/// A request that must wait stays open for <see cref="AcquireCall.Hold"/>, and returns when the lock is granted. Then,
/// or at once without a hold, it is answered <see cref="LockOutcome.Queued"/> and keeps its place as long as it asks
/// again with the same <see cref="AcquireCall"/> (the same request id) within a second or so.
/// <c>LockActors.Client.Orleans</c> holds no call open, and is told of grants at once by an observer.
/// </remarks>
[Alias("LockActors.ILockGrain")]
public interface ILockGrain : IGrainWithStringKey
{
    /// <summary>Asks for the lock, or asks again.</summary>
    /// <param name="call">What is asked for. A retry is the same call with the same request id.</param>
    [Alias("Acquire")]
    ValueTask<AcquireResult> AcquireAsync(AcquireCall call);

    /// <summary>Confirms a grant that was pushed, which gives it its full time.</summary>
    /// <param name="leaseId">The lease.</param>
    [Alias("Confirm")]
    ValueTask<RenewResult> ConfirmAsync(Guid leaseId);

    /// <summary>Gives the lease a new time to live, from now on.</summary>
    /// <param name="leaseId">The lease.</param>
    /// <param name="ttl">The time to live.</param>
    [Alias("Renew")]
    ValueTask<RenewResult> RenewAsync(Guid leaseId, TimeSpan ttl);

    /// <summary>Releases one hold of the lease; the last one frees the lock.</summary>
    /// <param name="leaseId">The lease.</param>
    /// <param name="requestId">The request whose hold ends, which makes the call safe to repeat; null for the
    /// newest.</param>
    [Alias("Release")]
    ValueTask<ReleaseResult> ReleaseAsync(Guid leaseId, Guid? requestId = null);

    /// <summary>Undoes a request whatever became of it.</summary>
    /// <param name="requestId">The request.</param>
    [Alias("Cancel")]
    ValueTask<CancelOutcome> CancelAsync(Guid requestId);

    /// <summary>Tells that the client of a waiting request is gone. The request keeps its place, and is passed over
    /// until it is made again.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="ask">The <see cref="AcquireCall.Ask"/> whose client is gone; one that is not the request's latest
    /// changes nothing.</param>
    [OneWay]
    [Alias("Detach")]
    ValueTask DetachAsync(Guid requestId, long ask);

    /// <summary>Ends the lease that is held, on an operator's word.</summary>
    /// <param name="token">The fencing token of the lease to end; null for whichever is held.</param>
    /// <param name="by">Who does so.</param>
    /// <param name="reason">Why.</param>
    [Alias("Revoke")]
    ValueTask<RevokeOutcome> RevokeAsync(long? token = null, string? by = null, string? reason = null);

    /// <summary>What happened to the lock lately on the silo where it lives: the JSON of a
    /// <c>LockActivity</c>.</summary>
    [Alias("Activity")]
    ValueTask<byte[]> ActivityAsync();

    /// <summary>The lock with its waiters; null when the lease store does not answer.</summary>
    [Alias("Describe")]
    ValueTask<LockView?> DescribeAsync();
}
