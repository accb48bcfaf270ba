namespace LockActors;

/// <summary>The lock was certainly not acquired within the time that the caller was willing to wait.</summary>
/// <param name="key">The lock.</param>
/// <param name="waited">How long the caller was willing to wait.</param>
/// <param name="holder">Who holds the lock, as far as is known. Default: not known.</param>
public sealed class LockTimeoutException(LockKey key, TimeSpan waited, HolderSnapshot? holder = null)
    : LockException(key, $"Lock '{key}' was not acquired within {waited.TotalSeconds:0.###} s{Says(holder)}.")
{
    /// <summary>How long the caller was willing to wait.</summary>
    public TimeSpan Waited { get; } = waited;

    /// <summary>Who held the lock a moment after the wait had ended; null when that is not known.</summary>
    public HolderSnapshot? Holder { get; } = holder;

    private static string Says(HolderSnapshot? holder) =>
        holder is null ? "" : $": '{holder.Name}' holds it, for {holder.HeldFor.TotalSeconds:0.#} s so far";
}
