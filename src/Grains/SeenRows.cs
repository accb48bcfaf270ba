using System.Collections.Concurrent;

namespace LockActors.Grains;

/// <summary>The rows that this silo has seen, and since when it knows each version. Safe to use from any
/// thread.</summary>
/// <param name="time">The clocks.</param>
internal sealed class SeenRows(TimeProvider time)
{
    private const int PruneFrom = 1_024;

    /// <summary>What was not used for so long is read again before it is written.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<LockKey, Entry> _rows = new();
    private int _pruneAt = PruneFrom;

    /// <summary>What was last seen; null when that is not known, in doubt or too old.</summary>
    public SeenRow? Find(LockKey key) =>
        _rows.TryGetValue(key, out var entry) && !entry.InDoubt && time.Monotonic() - entry.NotedAt < Kept
            ? entry.Seen
            : null;

    /// <summary>A write of the row may or may not have been made.</summary>
    public void Doubt(LockKey key)
    {
        if (_rows.TryGetValue(key, out var entry))
        {
            _rows[key] = entry with { InDoubt = true };
        }
    }

    /// <summary>Takes note of a row that was just read or written. A version that is known is known since
    /// then.</summary>
    public SeenRow Note(LockKey key, SeenRow seen)
    {
        var now = time.Monotonic();
        if (_rows.TryGetValue(key, out var known) && known.Seen.ETag == seen.ETag
            && known.Seen.Row.Lease == seen.Row.Lease)
        {
            seen = seen with { SeenAt = known.Seen.SeenAt };
        }

        _rows[key] = new Entry(seen, now, InDoubt: false);
        if (_rows.Count >= Volatile.Read(ref _pruneAt))
        {
            Prune(now);
        }

        return seen;
    }

    private void Prune(TimeSpan now)
    {
        foreach (var (key, entry) in _rows)
        {
            if (now - entry.NotedAt >= Kept && entry.Seen.HeldFor(now) <= TimeSpan.Zero)
            {
                _rows.TryRemove(key, out _);
            }
        }

        Volatile.Write(ref _pruneAt, Math.Max(PruneFrom, 2 * _rows.Count));
    }

    private readonly record struct Entry(SeenRow Seen, TimeSpan NotedAt, bool InDoubt);
}
