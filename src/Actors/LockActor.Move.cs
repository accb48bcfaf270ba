using LockActors.Engine;

namespace LockActors.Actors;

public sealed partial class LockActor
{
    private bool _leaves;

    /// <summary>Leaves the key to an actor elsewhere: waits for the change of the lease store that is under way, starts
    /// no other, and tells what it knows. Null when it knows nothing that a new actor would not find out, or when calls
    /// are still open. The actor must not be called after that.</summary>
    /// <param name="memory">How long after the last command requests that ended must be remembered.</param>
    /// <param name="cancellationToken">Ends waiting for the lease store.</param>
    /// <exception cref="OperationCanceledException">The store did not answer in time.</exception>
    public async Task<MachineState?> LeaveAsync(TimeSpan memory, CancellationToken cancellationToken)
    {
        Task change;
        lock (_turn)
        {
            // Whatever becomes of the state, a watch that stayed would keep this actor alive.
            _leaves = true;
            EndOutsideWatch();
            if (_faulted)
            {
                return MachineState.AfterFault(_machine.Fence, _limits);
            }

            if ((!_loaded && !_machine.IsChanging) || _open.Count > 0 || _machine.IsIdle(Now(), memory))
            {
                return null;
            }

            _machine.Freeze();
            change = _change;
        }

        while (true)
        {
            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (_turn)
            {
                if (_faulted)
                {
                    return MachineState.AfterFault(_machine.Fence, _limits);
                }

                if (change == _change)
                {
                    return _loaded ? _machine.Save(Now()) : null;
                }

                // A placing that was refused is tried once more in another way.
                change = _change;
            }
        }
    }

    /// <summary>Takes the place of an actor that left. Before any other call.</summary>
    /// <param name="state">What that actor knew.</param>
    public void Resume(MachineState state)
    {
        lock (_turn)
        {
            _loaded = true;
            Run(static (machine, state, now) => machine.Resume(state, now), state);
        }
    }
}
