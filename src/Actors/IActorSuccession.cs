namespace LockActors.Actors;

/// <summary>A host of actors in which calls may still reach an actor that has retired. Without it such an actor goes on
/// itself.</summary>
public interface IActorSuccession
{
    /// <summary>The actor that serves the key of one that has retired.</summary>
    /// <param name="retired">The actor that was asked.</param>
    LockActor Successor(LockActor retired);
}
