using Orleans.Concurrency;

namespace LockActors.Contracts;

/// <summary>Told of grants by the grains that a client process waits for; one observer serves all its waiting
/// requests.</summary>
/// <remarks>A notice may be lost, so waiters also ask again now and then.</remarks>
[Alias("LockActors.ILockObserver")]
public interface ILockObserver : IGrainObserver
{
    /// <summary>A waiting request was granted its lock.</summary>
    /// <param name="notice">The grant.</param>
    [OneWay]
    [Alias("Granted")]
    ValueTask OnGrantedAsync(GrantNotice notice);
}
