namespace LockActors.Actors;

/// <summary>The actors of a process in ordinal order of their keys, so that a page of them costs no more than the page.
/// Safe to use from any thread.</summary>
public sealed class ActorIndex
{
    /// <summary>So many are read at once, for writers must not wait for a reader of all.</summary>
    private const int AtOnce = 256;

    private readonly Lock _gate = new();
    private readonly SortedSet<Entry> _entries = new(Order.Instance);
    private readonly Dictionary<LockActor, long> _numbers = [];
    private long _lastNumber;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Puts an actor in; again does nothing.</summary>
    /// <param name="actor">The actor. Another one of its key may be there: one comes while the other goes.</param>
    public void Add(LockActor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        lock (_gate)
        {
            if (_numbers.TryAdd(actor, _lastNumber + 1))
            {
                _entries.Add(new Entry(actor.Key.Value, ++_lastNumber, actor));
            }
        }
    }

    /// <summary>Takes an actor out, if it is there.</summary>
    /// <param name="actor">The actor.</param>
    public void Remove(LockActor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        lock (_gate)
        {
            if (_numbers.Remove(actor, out var number))
            {
                _entries.Remove(new Entry(actor.Key.Value, number, actor));
            }
        }
    }

    /// <summary>All of them, in order. What comes or goes meanwhile may be missing.</summary>
    public IEnumerable<LockActor> All() => From("", "");

    /// <summary>Those whose key begins with a prefix and comes after another, in order.</summary>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="after">Only keys after this one.</param>
    public IEnumerable<LockActor> From(string prefix, string after)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(after);
        var isAfter = string.CompareOrdinal(after, prefix) >= 0;
        var last = isAfter ? new Entry(after, long.MaxValue, null) : new Entry(prefix, 0, null);
        var page = new Entry[AtOnce];
        while (Read(last, page) is > 0 and var read)
        {
            for (var i = 0; i < read; i++)
            {
                if (!page[i].Key.StartsWith(prefix, StringComparison.Ordinal))
                {
                    yield break;
                }

                yield return page[i].Actor!;
            }

            last = page[read - 1];
        }
    }

    /// <summary>The next entries after one.</summary>
    private int Read(in Entry after, Entry[] page)
    {
        lock (_gate)
        {
            if (_entries.Count == 0 || Order.Instance.Compare(after, _entries.Max) >= 0)
            {
                return 0;
            }

            var read = 0;
            foreach (var entry in _entries.GetViewBetween(after with { Number = NextOf(after.Number) }, _entries.Max))
            {
                page[read++] = entry;
                if (read == page.Length)
                {
                    break;
                }
            }

            return read;
        }
    }

    private static long NextOf(long number) => number == long.MaxValue ? number : number + 1;

    private readonly record struct Entry(string Key, long Number, LockActor? Actor);

    private sealed class Order : IComparer<Entry>
    {
        public static readonly Order Instance = new();

        public int Compare(Entry x, Entry y)
        {
            var order = string.CompareOrdinal(x.Key, y.Key);
            return order != 0 ? order : x.Number.CompareTo(y.Number);
        }
    }
}
