using LockActors.Engine;

namespace LockActors.Actors;

/// <summary>A call that waits for its answer. Whoever waits goes on outside the actor's turn.</summary>
internal sealed class OpenCall() : TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
