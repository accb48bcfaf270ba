using System.Text.Json.Serialization;

namespace LockActors.Client;

/// <summary>A lock that is held, until it is released or lost.</summary>
/// <remarks>Disposing releases the lock, never throws, and may be repeated.</remarks>
[JsonConverter(typeof(HandleIsNoData))]
public interface ILockHandle : IAsyncDisposable
{
    /// <summary>The lock.</summary>
    LockKey Key { get; }

    /// <summary>The fencing token of this hold: pass it to the resource with every write, and let the resource refuse
    /// smaller ones.</summary>
    FencingToken Token { get; }

    /// <summary>Cancelled when the lock is lost: at the latest when its validity ends by this process's clock, which is
    /// before another client can be granted the lock. Not cancelled by a release; one that is read first after the
    /// release is cancelled already.</summary>
    CancellationToken LostToken { get; }

    /// <summary>Whether the lock is held at this moment, by this process's clock.</summary>
    bool IsHeld { get; }

    /// <summary>How much longer the lock is surely held without another renewal; zero when it is not held. Check it
    /// before a step that must not begin too late.</summary>
    TimeSpan ValidFor { get; }

    /// <summary>The moment at which <see cref="ValidFor"/> ends, on the wall clock. For display; decide by
    /// <see cref="ValidFor"/>.</summary>
    DateTimeOffset ValidUntil { get; }

    /// <summary>Renews the lease now.</summary>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    /// <exception cref="LockLostException">The lock is certainly lost.</exception>
    /// <exception cref="LockUnavailableException">No answer came; the lock is held until <see cref="ValidFor"/>
    /// ends.</exception>
    /// <exception cref="LockRejectedException">The service's limits no longer allow the lease's time to live; the lock
    /// is held until <see cref="ValidFor"/> ends.</exception>
    ValueTask RenewAsync(CancellationToken cancellationToken = default);

    /// <summary>Releases the lock. Again, or after it was lost, it does nothing.</summary>
    /// <param name="cancellationToken">Ends waiting for the answer; the release goes on.</param>
    /// <returns>Whether the lock was still held when it was released.</returns>
    ValueTask<bool> ReleaseAsync(CancellationToken cancellationToken = default);
}
