using LockActors.Engine;

namespace LockActors.Actors;

/// <summary>What an actor needs of the place where it lives. Called within the actor's turn, so it must not block or
/// call back.</summary>
public interface IActorHost
{
    /// <summary>Asks for <see cref="LockActor.Wake(TimeSpan)"/> at a moment on the monotonic clock, or a little
    /// later.</summary>
    /// <param name="actor">The actor to wake.</param>
    /// <param name="due">The moment.</param>
    void WakeAt(LockActor actor, TimeSpan due);

    /// <summary>Tells a waiter that holds no call open that it was granted the lock.</summary>
    /// <param name="actor">The actor that granted.</param>
    /// <param name="grant">The grant.</param>
    void Push(LockActor actor, in Answer grant);

    /// <summary>The actor that serves the key of one that has retired: itself again, or the one that took its
    /// place.</summary>
    /// <param name="retired">The actor that was asked.</param>
    LockActor Successor(LockActor retired);

    /// <summary>The key became free, and its actor may go.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="due">When it will have nothing left to remember, on the monotonic clock.</param>
    void BecameFree(LockActor actor, TimeSpan due);

    /// <summary>The actor broke an invariant and serves no more calls. The key's next call must reach a fresh
    /// one.</summary>
    /// <param name="broken">The actor.</param>
    void OnFault(LockActor broken);
}
