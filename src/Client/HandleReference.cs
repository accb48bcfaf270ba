namespace LockActors.Client;

/// <summary>The handle of the turn that goes on. One that is no longer reachable will never be released, so its lease
/// is not renewed for ever.</summary>
internal struct HandleReference
{
    // Strong until the first renewal: most locks are released before, and a weak reference is not for free.
    private LockHandle? _handle;
    private WeakReference<LockHandle>? _weak;

    public LockHandle Set(LockHandle handle)
    {
        _weak = null;
        return _handle = handle;
    }

    /// <summary>Whether the handle is gone. Asked before each renewal; only from the second on it can be yes.</summary>
    public bool IsGone()
    {
        if (_weak is null)
        {
            _weak = new WeakReference<LockHandle>(_handle!);
            _handle = null;
            return false;
        }

        return !_weak.TryGetTarget(out _);
    }
}
