namespace LockActors.Client;

/// <summary>The moment at which a lease is looked at next, on the one timer of its client.</summary>
internal struct LeaseWatch
{
    private TimeSpan _due;

    /// <summary>No moment.</summary>
    public static LeaseWatch None => new() { _due = TimeSpan.MaxValue };

    public readonly bool IsFor(TimeSpan due) => _due == due;

    /// <summary>The moment has come. False when another one took its place.</summary>
    public bool TryReach(TimeSpan due)
    {
        if (_due != due)
        {
            return false;
        }

        _due = TimeSpan.MaxValue;
        return true;
    }

    /// <summary>Looks at the lease earlier, if it is earlier.</summary>
    public void MoveTo(TimeSpan due, HeldLease lease, Deadlines<HeldLease> deadlines)
    {
        if (due < _due)
        {
            Stop(deadlines);
            _due = due;
            deadlines.Add(lease, due);
        }
    }

    public void Stop(Deadlines<HeldLease> deadlines)
    {
        if (_due != TimeSpan.MaxValue)
        {
            _due = TimeSpan.MaxValue;
            deadlines.NotePointless();
        }
    }
}
