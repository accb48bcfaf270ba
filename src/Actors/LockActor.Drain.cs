namespace LockActors.Actors;

public sealed partial class LockActor
{
    /// <summary>How long the lease store has to remove released leases before their process ends: 2 s.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(2);

    private TaskCompletionSource? _drained;

    /// <summary>Grants nothing any more, and has the lease store remove at once what is left of leases that are over:
    /// their process is about to end, and what stayed would block the key until its time to live ends. Leases that are
    /// held stay. Takes 2 s at most; what the store has not removed by then is logged.</summary>
    /// <param name="cancellationToken">Ends waiting for the lease store.</param>
    public Task DrainAsync(CancellationToken cancellationToken = default)
    {
        var drained = BeginDrain();
        return drained.IsCompleted ? Task.CompletedTask : AwaitDrainAsync(drained, cancellationToken);
    }

    /// <summary>Asks the store for all that is due to it, and does not wait.</summary>
    /// <returns>Completes when the store has made the changes, however long that takes.</returns>
    internal Task BeginDrain()
    {
        lock (_turn)
        {
            if (_retired)
            {
                return Task.CompletedTask;
            }

            _leaves = true;
            EndOutsideWatch();
            Run(static (machine, _, now) => machine.Drain(now), 0);
            if (_faulted || !_machine.OwesStore)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    private async Task AwaitDrainAsync(Task drained, CancellationToken cancellationToken)
    {
        // It does not fail, so all that can be caught here is the end of the wait.
        await drained.WaitAsync(LongestDrain, _time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!drained.IsCompleted)
        {
            _monitor?.RecordUndrained(Key);
        }
    }
}
