using LockActors.Monitoring;

namespace LockActors.Actors.Monitoring;

/// <summary>The histories of keys that have no actor now, the least recently used dropped first.</summary>
internal sealed class KeyHistories
{
    public const int Capacity = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<LockKey, LinkedListNode<(LockKey Key, KeyHistory History)>> _byKey = [];
    private readonly LinkedList<(LockKey Key, KeyHistory History)> _byUse = [];

    public void Keep(LockKey key, KeyHistory history)
    {
        lock (_gate)
        {
            Remove(key)?.Drop();
            _byKey[key] = _byUse.AddLast((key, history));
            if (_byUse.Count > Capacity)
            {
                Remove(_byUse.First!.Value.Key)?.Drop();
            }
        }
    }

    /// <summary>Takes a history back, if it is still there.</summary>
    public KeyHistory? Take(LockKey key)
    {
        lock (_gate)
        {
            return Remove(key);
        }
    }

    public LockActivity? Describe(LockKey key)
    {
        lock (_gate)
        {
            return _byKey.TryGetValue(key, out var node) ? node.Value.History.Describe(key) : null;
        }
    }

    private KeyHistory? Remove(LockKey key)
    {
        if (!_byKey.Remove(key, out var node))
        {
            return null;
        }

        _byUse.Remove(node);
        return node.Value.History;
    }
}
