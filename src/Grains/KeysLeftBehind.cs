using LockActors.Engine;

namespace LockActors.Grains;

/// <summary>What grains of keys in use knew when the runtime deactivated them, on a silo that keeps leases in memory:
/// no other silo could take the key.</summary>
internal sealed class KeysLeftBehind
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (MachineState State, TimeSpan At)> _behind = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, TimeSpan At)> _oldest = new();

    /// <summary>Keeps what the key's grain knew for the one that follows.</summary>
    public void Add(string key, MachineState state, TimeSpan now, TimeSpan memory)
    {
        lock (_gate)
        {
            while (_oldest.TryPeek(out var oldest) && now - oldest.At > memory)
            {
                _oldest.Dequeue();
                if (_behind.TryGetValue(oldest.Key, out var kept) && kept.At == oldest.At)
                {
                    _behind.Remove(oldest.Key);
                }
            }

            _behind[key] = (state, now);
            _oldest.Enqueue((key, now));
        }
    }

    public MachineState? Take(string key, TimeSpan now, TimeSpan memory)
    {
        lock (_gate)
        {
            return _behind.Remove(key, out var kept) && now - kept.At <= memory ? kept.State : null;
        }
    }
}
