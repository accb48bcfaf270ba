using LockActors.Engine;

namespace LockActors.Actors;

public sealed partial class LockActor
{
    /// <summary>A free key that remembers nothing stays for so long, for a reader who looks again and again.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _memory;
    private bool _isAmongFreeKeys;

    /// <summary>Whether the lock is held, waited for or may be held, as far as is known.</summary>
    public bool IsInUse()
    {
        lock (_turn)
        {
            return _machine.IsInUse(_time.Monotonic());
        }
    }

    /// <summary>Whether the actor knows nothing that a new one would not find out.</summary>
    /// <param name="mayForget">Whether it may forget how its last requests ended.</param>
    public bool HasNothingToKeep(bool mayForget)
    {
        lock (_turn)
        {
            return !_faulted && _open.Count == 0 && _loading is null
                && _machine.IsIdle(Now(), mayForget ? TimeSpan.Zero : _memory);
        }
    }

    /// <summary>Tells the host if the key is free; for when nothing happened that would have told it.</summary>
    public void NoteIfFree()
    {
        lock (_turn)
        {
            TellIfFree();
        }
    }

    /// <summary>The host looks at the actor now; it is told anew when the key is still free, or once more.</summary>
    internal void LeavesFreeKeys()
    {
        lock (_turn)
        {
            _isAmongFreeKeys = false;
        }
    }

    /// <summary>Within the turn.</summary>
    private void TellIfFree()
    {
        if (_isAmongFreeKeys || _retired || _leaves || _open.Count > 0
            || _machine.ForgetsAt(_memory) is var due && due == Decision.NoDeadline)
        {
            return;
        }

        var soonest = _time.Monotonic() + Linger;
        _isAmongFreeKeys = true;
        _host.BecameFree(this, due > soonest ? due : soonest);
    }
}
