using System.Collections.Concurrent;
using LockActors.Engine;

namespace LockActors.Grains;

/// <summary>The keys that left this silo, and what those left behind that had nowhere to go.</summary>
internal sealed class KeyMoves
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (MachineState State, TimeSpan At)> _behind = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, TimeSpan At)> _oldest = new();
    private readonly ConcurrentQueue<string> _left = new();

    /// <summary>The keys that somebody may hold and that went to another silo because this one stops.</summary>
    public IEnumerable<string> Left => _left;

    public void NoteLeft(string key) => _left.Enqueue(key);

    /// <summary>Keeps what the key's grain knew for the one that follows on this silo.</summary>
    public void LeaveBehind(string key, MachineState state, TimeSpan now, TimeSpan memory)
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
