namespace LockActors.Actors;

/// <summary>What an actor needs of the place where it lives. Called within the actor's turn, so it must not block or
/// call back. A host that reaches waiters is an <see cref="IGrantPush"/> too, and one that lets actors retire while
/// calls may still reach them an <see cref="IActorSuccession"/>.</summary>
public interface IActorHost
{
    /// <summary>Asks for <see cref="LockActor.Wake(TimeSpan)"/> at a moment on the monotonic clock, or a little
    /// later.</summary>
    /// <param name="actor">The actor to wake.</param>
    /// <param name="due">The moment.</param>
    void WakeAt(LockActor actor, TimeSpan due);

    /// <summary>The key became free, and its actor may go.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="due">When it will have nothing left to remember, on the monotonic clock.</param>
    void BecameFree(LockActor actor, TimeSpan due);

    /// <summary>The actor broke an invariant and serves no more calls. The key's next call must reach a fresh
    /// one.</summary>
    /// <param name="broken">The actor.</param>
    void OnFault(LockActor broken);
}
