namespace LockActors.Engine;

/// <summary>The leases that are over but may still stand in the lease store. The next grant replaces one; others are
/// removed first.</summary>
internal sealed class StaleLeases
{
    private readonly List<Entry> _entries = [];

    public int Count => _entries.Count;

    public Entry First => _entries[0];

    public void Add(in Entry entry)
    {
        Invariant.Require(!entry.Lease.IsNone);
        _entries.Add(entry);
    }

    public bool Contains(LeaseId lease) => _entries.Exists(entry => entry.Lease == lease);

    public void Clear(LeaseId lease)
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Lease == lease)
            {
                _entries.RemoveAt(i);
                return;
            }
        }
    }

    /// <summary>Forgets what the store has let expire by itself.</summary>
    public void Forget(TimeSpan now)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Until <= now)
            {
                _entries.RemoveAt(i);
            }
        }
    }

    public List<StaleLeaseState> Save(TimeSpan now) =>
        [.. _entries.Where(entry => entry.Until > now)
            .Select(entry => new StaleLeaseState(entry.Lease, entry.Until - now, entry.Guarded))];

    /// <param name="Lease">The lease.</param>
    /// <param name="Until">When the store has surely let it expire, unless another activation extended it.</param>
    /// <param name="Guarded">Whether its holder may have extended it elsewhere, so that it must only be replaced if
    /// it was not extended.</param>
    public readonly record struct Entry(LeaseId Lease, TimeSpan Until, bool Guarded);
}
