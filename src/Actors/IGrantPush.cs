using LockActors.Engine;

namespace LockActors.Actors;

/// <summary>A host of actors that can tell a waiter which holds no call open that it was granted the lock. Without it
/// such a waiter learns of the grant when it asks again with its request id.</summary>
public interface IGrantPush
{
    /// <summary>Tells the waiter. Called within the actor's turn, so it must not block or call back.</summary>
    /// <param name="actor">The actor that granted.</param>
    /// <param name="grant">The grant.</param>
    void Push(LockActor actor, in Answer grant);
}
