namespace LockActors.Client;

/// <summary>One who waits in this process for a key that another of this process holds or asks for.</summary>
internal sealed class LocalWaiter
{
    private readonly TaskCompletionSource<ILockHandle?> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LocalWaiter(AcquireOptions options)
    {
        Options = options;
        Node = new LinkedListNode<LocalWaiter>(this);
    }

    public AcquireOptions Options { get; }

    /// <summary>The place in the line; in no list once the turn has come or was given up.</summary>
    public LinkedListNode<LocalWaiter> Node { get; }

    /// <summary>Ends with a handle, or with null when it is this waiter's turn to ask the service.</summary>
    public Task<ILockHandle?> Task => _turn.Task;

    public void Grant(ILockHandle handle) => _turn.SetResult(handle);

    public void SendAway() => _turn.SetException(new ObjectDisposedException(nameof(LockClient)));

    public void LetAsk() => _turn.SetResult(null);
}
