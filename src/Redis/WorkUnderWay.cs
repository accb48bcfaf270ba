namespace LockActors.Redis;

/// <summary>Counts work that is under way, so that what ends can wait for it.</summary>
internal sealed class WorkUnderWay
{
    private readonly Lock _gate = new();
    private int _count;
    private TaskCompletionSource? _idle;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Begins some work, which ends when the answer is disposed.</summary>
    public Work Begin()
    {
        lock (_gate)
        {
            _count++;
        }

        return new Work(this);
    }

    private void End()
    {
        lock (_gate)
        {
            if (--_count == 0)
            {
                _idle?.TrySetResult();
            }
        }
    }

    /// <summary>Waits until nothing is under way, within a time limit. False when it passed.</summary>
    public async Task<bool> IdleAsync(TimeSpan atMost, TimeProvider time)
    {
        Task idle;
        lock (_gate)
        {
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_count == 0)
            {
                return true;
            }

            idle = _idle.Task;
        }

        await idle.WaitAsync(atMost, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return idle.IsCompleted;
    }

    public readonly struct Work(WorkUnderWay all) : IDisposable
    {
        public void Dispose() => all.End();
    }
}
