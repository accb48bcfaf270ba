using System.Diagnostics.CodeAnalysis;

namespace LockActors;

/// <summary>Many deadlines on one timer. Entries are not taken out when they become pointless: the callback knows
/// whether the moment still means something, and now and then the pointless ones are swept out.</summary>
/// <typeparam name="T">Whose deadlines they are.</typeparam>
internal sealed class Deadlines<T> : IDisposable
    where T : class
{
    private const int SweepFrom = 1024;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<T, TimeSpan> _entries = new();
    private readonly TimeProvider _time;
    private readonly Action<T, TimeSpan> _reach;
    private readonly Func<T, TimeSpan, bool> _isCurrent;
    private readonly Action<Exception> _onFailure;
    private readonly Action? _reachedAll;
    private readonly ITimer _timer;

    private TimeSpan _setFor = TimeSpan.MaxValue;
    private int _pointless;
    private bool _disposed;

    /// <param name="time">The clocks.</param>
    /// <param name="reach">Called at or after a deadline, outside any lock; must not block.</param>
    /// <param name="isCurrent">Whether a deadline still means something. Called under a lock; must not block.</param>
    /// <param name="onFailure">Told of a callback that threw; later ones are called all the same.</param>
    /// <param name="reachedAll">Called when all that were due have been reached; must not block. Default:
    /// null.</param>
    public Deadlines(
        TimeProvider time,
        Action<T, TimeSpan> reach,
        Func<T, TimeSpan, bool> isCurrent,
        Action<Exception> onFailure,
        Action? reachedAll = null)
    {
        _onFailure = onFailure;
        _reachedAll = reachedAll;
        _time = time;
        _reach = reach;
        _isCurrent = isCurrent;
        _timer = CreateTimer(time);
    }

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

    public void Add(T owner, TimeSpan due)
    {
        lock (_gate)
        {
            _entries.Enqueue(owner, due);
            SetTimer();
        }
    }

    /// <summary>One of the entries has become pointless.</summary>
    public void NotePointless()
    {
        lock (_gate)
        {
            if (++_pointless < SweepFrom || _pointless < _entries.Count / 2)
            {
                return;
            }

            var current = _entries.UnorderedItems.Where(entry => _isCurrent(entry.Element, entry.Priority)).ToArray();
            _entries.Clear();
            _entries.EnqueueRange(current);
            _pointless = 0;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _entries.Clear();
        }

        _timer.Dispose();
    }

    /// <summary>Suppresses ExecutionContext flow: what is due later belongs to no trace of the maker.</summary>
    private ITimer CreateTimer(TimeProvider time)
    {
        if (ReferenceEquals(time, TimeProvider.System))
        {
            return TimerThread.CreateTimer(static state => ((Deadlines<T>)state!).ReachDue(), this);
        }

        if (!ExecutionContext.IsFlowSuppressed())
        {
            using (ExecutionContext.SuppressFlow())
            {
                return CreateTimer(time);
            }
        }

        return time.CreateTimer(
            static state => ((Deadlines<T>)state!).ReachDue(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    private void ReachDue()
    {
        lock (_gate)
        {
            _setFor = TimeSpan.MaxValue;
        }

        // On a timer's thread: a callback that throws must cost neither the process nor the deadlines after it.
        while (TakeDue(out var owner, out var due))
        {
            try
            {
                _reach(owner, due);
            }
            catch (Exception error)
            {
                Background.Report(error, _onFailure);
            }
        }

        if (_reachedAll is not null)
        {
            Background.Guard(_reachedAll, _onFailure);
        }

        lock (_gate)
        {
            SetTimer();
        }
    }

    private bool TakeDue([NotNullWhen(true)] out T? owner, out TimeSpan due)
    {
        lock (_gate)
        {
            if (_entries.TryPeek(out owner, out due) && due <= _time.Monotonic())
            {
                _entries.Dequeue();
                return true;
            }

            owner = null;
            return false;
        }
    }

    private void SetTimer()
    {
        if (_disposed || !_entries.TryPeek(out _, out var due) || due >= _setFor)
        {
            return;
        }

        _setFor = due;
        var wait = due - _time.Monotonic();

        // System timers cut off parts of a millisecond and would fire too early.
        var milliseconds = Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 0, int.MaxValue);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
