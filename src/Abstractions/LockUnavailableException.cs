namespace LockActors;

/// <summary>The outcome is unknown: the lock service or its lease store did not answer in time. What may have been left
/// behind is cleaned up behind the scenes.</summary>
/// <param name="key">The lock; the default value when all are concerned.</param>
/// <param name="detail">What is known of the cause.</param>
public sealed class LockUnavailableException(LockKey key, string? detail = null)
    : LockException(key, $"The lock service did not answer{ForKey(key)}{(detail is null ? "" : $": {detail}")}.")
{
    private static string ForKey(LockKey key) => key.Value.Length == 0 ? "" : $" for '{key}'";
}
