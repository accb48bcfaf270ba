using LockActors.Engine;

namespace LockActors.Actors;

/// <summary>A call that waits for its answer. The waiter goes on outside the actor's turn.</summary>
internal sealed class OpenCall() : TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
