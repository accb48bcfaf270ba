namespace LockActors.Client;

/// <summary>The lines of one client, by key, time to live and holder's name: only who wants the same lease can take it
/// over.</summary>
internal sealed class LocalQueues
{
    private const int ShelfCount = 16;

    private readonly Shelf[] _shelves = [.. Enumerable.Range(0, ShelfCount).Select(static _ => new Shelf())];

    private volatile bool _isClosed;

    /// <summary>Takes the turn when it is free; joins the line otherwise.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="options">How to take it.</param>
    /// <param name="waiter">The place in the line; null for who has the turn.</param>
    public LocalQueue Enter(LockKey key, AcquireOptions options, out LocalWaiter? waiter)
    {
        var shelf = _shelves[(uint)key.GetHashCode() % ShelfCount];
        lock (shelf.Gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(LockClient));
            var lease = new WantedLease(key, options.Ttl, options.Holder);
            if (shelf.Lines.TryGetValue(lease, out var line))
            {
                waiter = line.Join_NeedsLock(options);
                return line;
            }

            waiter = null;
            return shelf.Lines[lease] = new LocalQueue(shelf, lease);
        }
    }

    /// <summary>No caller waits any more, nor begins to.</summary>
    public void Close()
    {
        _isClosed = true;
        foreach (var shelf in _shelves)
        {
            lock (shelf.Gate)
            {
                foreach (var line in shelf.Lines.Values)
                {
                    line.SendAway_NeedsLock();
                }
            }
        }
    }

    /// <summary>What a lease must be to serve all who stand in one line.</summary>
    internal readonly record struct WantedLease(LockKey Key, TimeSpan Ttl, HolderName Holder);

    /// <summary>The lines of some keys, under one lock.</summary>
    internal sealed class Shelf
    {
        public Lock Gate { get; } = new();

        public Dictionary<WantedLease, LocalQueue> Lines { get; } = [];
    }
}
