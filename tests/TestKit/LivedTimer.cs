namespace LockActors.TestKit;

/// <summary>A timer that counts lived time. It looks at the clock at each of the clock's ticks.</summary>
internal sealed class LivedTimer : ITimer
{
    private readonly Action _callback;
    private readonly Lock _gate = new();
    private TimeSpan _due;
    private TimeSpan _period;

    public LivedTimer(Action callback, TimeSpan dueTime, TimeSpan period)
    {
        _callback = callback;
        Change(dueTime, period);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _period = period;
            _due = dueTime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : LivedTime.Now + dueTime;
            LivedTime.Ticked -= Look;
            if (_due < TimeSpan.MaxValue)
            {
                LivedTime.Ticked += Look;
            }
        }

        return true;
    }

    public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Look()
    {
        lock (_gate)
        {
            if (LivedTime.Now < _due)
            {
                return;
            }

            Change(_period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : _period, _period);
        }

        ThreadPool.QueueUserWorkItem(static callback => callback(), _callback, preferLocal: false);
    }
}
