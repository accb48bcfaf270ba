using System.Diagnostics.CodeAnalysis;
using LockActors.Engine;

namespace LockActors.Actors;

/// <summary>Wakes the actors of one process when something is due for them: one timer for all.</summary>
internal sealed class ActorDeadlines : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<LockActor, TimeSpan> _due = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _setFor = Decision.NoDeadline;
    private bool _disposed;

    public ActorDeadlines(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(
            static state => ((ActorDeadlines)state!).WakeDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void WakeAt(LockActor actor, TimeSpan due)
    {
        lock (_gate)
        {
            _due.Enqueue(actor, due);
            SetTimer();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _due.Clear();
        }

        _timer.Dispose();
    }

    private void WakeDue()
    {
        lock (_gate)
        {
            _setFor = Decision.NoDeadline;
        }

        while (TakeDue(out var actor, out var due))
        {
            actor.Wake(due);
        }

        lock (_gate)
        {
            SetTimer();
        }
    }

    private bool TakeDue([NotNullWhen(true)] out LockActor? actor, out TimeSpan due)
    {
        lock (_gate)
        {
            if (_due.TryPeek(out actor, out due) && due <= _time.Monotonic())
            {
                _due.Dequeue();
                return true;
            }

            actor = null;
            return false;
        }
    }

    private void SetTimer()
    {
        if (_disposed || !_due.TryPeek(out _, out var due) || due >= _setFor)
        {
            return;
        }

        _setFor = due;
        var wait = due - _time.Monotonic();

        // Timers count whole milliseconds and may fire early by a part of one; rounding up spares a second wake-up.
        var milliseconds = Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 0, int.MaxValue);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
