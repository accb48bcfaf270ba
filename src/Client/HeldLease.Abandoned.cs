namespace LockActors.Client;

/// <summary>A handle that is no longer reachable will never be released, so its lease is not renewed for
/// ever.</summary>
internal sealed partial class HeldLease
{
    // Strong until the first renewal: most locks are released before, and a weak reference is not for free.
    private LockHandle? _holder;
    private WeakReference<LockHandle>? _weakHolder;

    private LockHandle NewHandle()
    {
        _weakHolder = null;
        return _holder = new LockHandle(this, _turn);
    }

    /// <summary>Whether the handle is gone. Asked before each renewal; only from the second on it can be yes.</summary>
    private bool IsAbandoned()
    {
        if (_weakHolder is null)
        {
            _weakHolder = new WeakReference<LockHandle>(_holder!);
            _holder = null;
            return false;
        }

        return !_weakHolder.TryGetTarget(out _);
    }

    private void GiveUpAbandoned(int turn)
    {
        _context.Log.HandleAbandoned(Key, TokenOf(turn));
        Background.Run(
            () => ReleaseAsync(turn, CancellationToken.None).AsTask(), _context.Log.BackgroundWorkFailed);
    }
}
