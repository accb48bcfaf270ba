using LockActors.Engine;

namespace LockActors.Actors;

public sealed partial class LockActor
{
    private bool _faulted;

    /// <summary>Whether the actor broke an invariant. It answers every call with <c>Unavailable</c> or hands it to its
    /// successor, and changes nothing any more.</summary>
    public bool IsFaulted => Volatile.Read(ref _faulted);

    /// <summary>Runs a command of the machine within the turn.</summary>
    private void Run<TState>(Func<LockMachine, TState, Moment, Decision> command, TState state)
    {
        if (_faulted)
        {
            return;
        }

        try
        {
            Run(command(_machine, state, Now()));
        }
        catch (Exception error)
        {
            Fault(error);
        }
    }

    /// <summary>A broken invariant costs this actor, not its process, and not its key for good: open calls are answered
    /// with an unknown outcome, and the next call starts a fresh actor, which learns from the lease store what is
    /// held. Within the turn.</summary>
    private void Fault(Exception error)
    {
        if (_faulted)
        {
            return;
        }

        Volatile.Write(ref _faulted, true);
        Volatile.Write(ref _retired, true);

        // Calls must not wait for a load that will not come: they find the fault within their turn.
        _loaded = true;
        _answer = new Answer { Call = _call, Kind = AnswerKind.Unavailable };
        foreach (var open in _open.Values)
        {
            open.TrySetResult(new Answer { Kind = AnswerKind.Unavailable });
        }

        _open.Clear();
        _drained?.TrySetResult();
        EndOutsideWatch();
        _monitor?.RecordFault(Key, error);
        Background.Guard(() => _host.OnFault(this), failure => _monitor?.RecordFault(Key, failure));
    }
}
