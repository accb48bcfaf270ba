namespace LockActors;

/// <summary>The lock is certainly not held any more.</summary>
/// <param name="key">The lock.</param>
/// <param name="reason">How it ended, as far as it is known.</param>
/// <param name="inner">What made it known, for example the cancellation of the work. Default: null.</param>
public sealed class LockLostException(LockKey key, EndReason reason, Exception? inner = null)
    : LockException(key, $"Lock '{key}' is not held any more ({reason}).", inner)
{
    /// <summary>How the lease ended; <see cref="EndReason.None"/> when that is not known.</summary>
    public EndReason Reason { get; } = reason;
}
