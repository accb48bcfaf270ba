using System.Collections.Concurrent;
using LockActors.Actors;

namespace LockActors.Grains;

/// <summary>The lock actors that live on this silo now.</summary>
internal sealed class LockRegistry
{
    private readonly ConcurrentDictionary<LockActor, bool> _actors = new();

    public IEnumerable<LockActor> Actors => _actors.Select(entry => entry.Key);

    public void Add(LockActor actor) => _actors[actor] = true;

    public void Remove(LockActor actor) => _actors.TryRemove(actor, out _);
}
