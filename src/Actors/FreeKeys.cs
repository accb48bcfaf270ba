namespace LockActors.Actors;

/// <summary>Lets the actors of free keys go: each when it has nothing left to remember, and the first of them at once
/// when there are too many. In small batches, so that a hundred thousand keys that become free together hold nothing
/// up.</summary>
/// <remarks>Safe to use from any thread. Calls actors and their host outside its lock.</remarks>
public sealed class FreeKeys : IDisposable
{
    /// <summary>How many free keys may be remembered: 10,000. Beyond that the first ones are forgotten early.</summary>
    public const int Capacity = 10_000;

    /// <summary>So many go at once, and the next ones after a pause; of what is beyond the capacity a quarter, where
    /// that is more.</summary>
    private const int AtOnce = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<LockActor, TimeSpan> _due = new();
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private readonly Action<LockActor, bool> _letGo;
    private readonly ITimer _timer;
    private TimeSpan _setFor = TimeSpan.MaxValue;
    private TimeSpan _notBefore;
    private bool _disposed;

    /// <summary>Begins with none.</summary>
    /// <param name="time">The clocks.</param>
    /// <param name="letGo">Lets an actor go if it is still free; true: even if it remembers something. Must not
    /// block.</param>
    /// <param name="capacity">How many free keys may be remembered. Default: <see cref="Capacity"/>.</param>
    public FreeKeys(TimeProvider time, Action<LockActor, bool> letGo, int capacity = Capacity)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(letGo);
        _time = time;
        _letGo = letGo;
        _capacity = capacity;
        _timer = time.CreateTimer(
            static state => ((FreeKeys)state!).LetGo(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many wait to go.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _due.Count;
            }
        }
    }

    /// <summary>An actor is free, and may go at a moment.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="due">The moment, on the monotonic clock.</param>
    public void Add(LockActor actor, TimeSpan due)
    {
        lock (_gate)
        {
            _due.Enqueue(actor, due);
            SetTimer();
        }
    }

    /// <summary>Lets no more go.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private void LetGo()
    {
        var batch = new List<(LockActor Actor, bool Early)>();
        lock (_gate)
        {
            var now = _time.Monotonic();
            _setFor = TimeSpan.MaxValue;
            _notBefore = now + Pause;
            var atOnce = Math.Max(AtOnce, (_due.Count - _capacity) / 4);
            while (batch.Count < atOnce && _due.TryPeek(out var actor, out var due)
                && (due <= now || _due.Count > _capacity))
            {
                _due.Dequeue();
                batch.Add((actor, due > now));
            }
        }

        foreach (var (actor, early) in batch)
        {
            actor.LeavesFreeKeys();
            _letGo(actor, early);
        }

        lock (_gate)
        {
            SetTimer();
        }
    }

    private void SetTimer()
    {
        if (_disposed || !_due.TryPeek(out _, out var due))
        {
            return;
        }

        due = _due.Count > _capacity || due < _notBefore ? _notBefore : due;
        if (due >= _setFor)
        {
            return;
        }

        _setFor = due;
        var wait = Math.Ceiling((due - _time.Monotonic()).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(wait, 0)), Timeout.InfiniteTimeSpan);
    }
}
