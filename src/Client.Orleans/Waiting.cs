using LockActors.Contracts;

namespace LockActors.Client.Orleans;

/// <summary>A request that waits: it is woken by its grant, by its time to ask again, or by its caller giving
/// up.</summary>
internal sealed class Waiting(Guid request)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _signal;
    private bool _signalled;

    public Guid Request { get; } = request;

    /// <summary>The pushed grant, once there is one.</summary>
    public GrantNotice? Notice { get; private set; }

    public bool IsOver { get; private set; }

    public void Grant(GrantNotice notice)
    {
        lock (_gate)
        {
            Notice = notice;
        }

        Signal();
    }

    public void Signal()
    {
        lock (_gate)
        {
            _signalled = true;
            _signal?.TrySetResult();
        }
    }

    /// <summary>Waits for a signal that came since the last wait, or comes.</summary>
    public Task NextAsync()
    {
        lock (_gate)
        {
            if (_signalled)
            {
                _signalled = false;
                _signal = null;
                return Task.CompletedTask;
            }

            _signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _signal.Task;
        }
    }

    /// <summary>Takes note that the signal was heard.</summary>
    public void Heard()
    {
        lock (_gate)
        {
            _signalled = false;
            _signal = null;
        }
    }

    public void End() => IsOver = true;
}
