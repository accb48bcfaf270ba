namespace LockActors;

/// <summary>What the exceptions of a lock client have in common.</summary>
/// <param name="key">The lock.</param>
/// <param name="message">What happened.</param>
public abstract class LockException(LockKey key, string message) : Exception(message)
{
    /// <summary>The lock.</summary>
    public LockKey Key { get; } = key;
}
