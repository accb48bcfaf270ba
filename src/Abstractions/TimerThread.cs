namespace LockActors;

/// <summary>One thread of the process that calls back when its timers are due. The system's timers call back on the
/// thread pool: an application that blocks all threads of the pool would hold up renewals, and the end of leases as
/// well.</summary>
internal static class TimerThread
{
    private static readonly object Gate = new();
    private static readonly List<OneShot> Armed = [];
    private static bool _started;

    /// <summary>A timer that is not set yet, and fires once each time it is set.</summary>
    /// <param name="callback">Called on the thread; must not block and must not throw.</param>
    /// <param name="state">What it is called with.</param>
    public static ITimer CreateTimer(TimerCallback callback, object state) => new OneShot(callback, state);

    private static void Start()
    {
        if (!_started)
        {
            _started = true;
            new Thread(Run) { IsBackground = true, Name = "LockActors timers" }.UnsafeStart();
        }
    }

    private static void Run()
    {
        while (true)
        {
            TakeDue().Fire();
        }
    }

    private static OneShot TakeDue()
    {
        lock (Gate)
        {
            while (true)
            {
                var first = Armed.MinBy(static timer => timer.Due);
                var wait = first is null ? Timeout.InfiniteTimeSpan : first.Due - TimeProvider.System.Monotonic();
                if (first is not null && wait <= TimeSpan.Zero)
                {
                    Armed.Remove(first);
                    return first;
                }

                // Woken when a timer is set; a part of a millisecond too early, it would go round once more.
                Monitor.Wait(Gate, first is null
                    ? Timeout.Infinite
                    : (int)Math.Min(int.MaxValue, Math.Ceiling(wait.TotalMilliseconds)));
            }
        }
    }

    private sealed class OneShot(TimerCallback callback, object state) : ITimer
    {
        private bool _disposed;

        public TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Invariant.Require(period == Timeout.InfiniteTimeSpan);
            lock (Gate)
            {
                Armed.Remove(this);
                if (_disposed || dueTime == Timeout.InfiniteTimeSpan)
                {
                    return !_disposed;
                }

                Due = TimeProvider.System.Monotonic() + dueTime;
                Armed.Add(this);
                Start();
                Monitor.Pulse(Gate);
                return true;
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (Gate)
            {
                _disposed = true;
                Armed.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
