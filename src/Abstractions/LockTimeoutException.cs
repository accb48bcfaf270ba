namespace LockActors;

/// <summary>The lock was certainly not acquired within the time that the caller was willing to wait.</summary>
/// <param name="key">The lock.</param>
/// <param name="waited">How long the caller was willing to wait.</param>
public sealed class LockTimeoutException(LockKey key, TimeSpan waited)
    : LockException(key, $"Lock '{key}' was not acquired within {waited.TotalSeconds:0.###} s.")
{
    /// <summary>How long the caller was willing to wait.</summary>
    public TimeSpan Waited { get; } = waited;
}
