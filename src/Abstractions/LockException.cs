namespace LockActors;

/// <summary>What the exceptions of a lock client have in common.</summary>
/// <param name="key">The lock.</param>
/// <param name="message">What happened.</param>
/// <param name="inner">What made it known. Default: null.</param>
public abstract class LockException(LockKey key, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The lock.</summary>
    public LockKey Key { get; } = key;
}
