using LockActors.Monitoring;

namespace LockActors.Actors.Monitoring;

/// <summary>The last events of a process by number. Written only while a reader listens, and for a while after, so that
/// one who comes back finds what happened meanwhile.</summary>
internal sealed class ProcessEvents(string source, TimeProvider time)
{
    /// <summary>How long events are written on after the last listener left.</summary>
    public static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly NumberedRing<(LockKey Key, HistoryEntry Entry)> _ring = new();

    /// <summary>Before this number events are missing.</summary>
    private long _from = 1;
    private int _listeners;
    private TimeSpan _until;
    private volatile bool _isOn;

    /// <summary>Whether events are written now.</summary>
    public bool IsOn => _isOn;

    public string Source => source;

    public void Add(LockKey key, in HistoryEntry entry, TimeSpan now)
    {
        lock (_gate)
        {
            if (_listeners == 0 && now > _until)
            {
                _isOn = false;
                return;
            }

            _ring.Add((key, entry), out _);
        }
    }

    /// <summary>From now on events are written.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _listeners++;
            if (_isOn)
            {
                return;
            }

            // A number for all that happened while no reader listened.
            _ring.Skip();
            _from = _ring.Last + 1;
            _isOn = true;
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _listeners--;
            _until = time.Monotonic() + Afterwards;
        }
    }

    /// <summary>The events after a number.</summary>
    /// <param name="after">The number; null for the newest.</param>
    /// <param name="max">At most so many events.</param>
    /// <returns>The events, the number of the last, and how many are gone at least.</returns>
    public (List<LockEvent> Events, long Last, long Missed) Read(long? after, int max)
    {
        (LockKey Key, HistoryEntry Entry)[] found;
        long first;
        long missed;
        lock (_gate)
        {
            var last = _ring.Last;
            var seen = after is { } given && given <= last ? given : last;
            first = Math.Max(Math.Max(seen + 1, _from), _ring.Oldest);
            missed = Math.Max(0, Math.Min(first - 1, last) - seen);
            found = new (LockKey, HistoryEntry)[(int)Math.Clamp(last - first + 1, 0, max)];
            _ring.CopyTo(first, found);
        }

        var events = new List<LockEvent>(found.Length);
        foreach (var (key, entry) in found)
        {
            events.Add(entry.ToEvent(key, source, first + events.Count));
        }

        return (events, first + found.Length - 1, missed);
    }
}
