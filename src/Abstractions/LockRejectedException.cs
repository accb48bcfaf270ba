namespace LockActors;

/// <summary>The request breaks a limit of the service. Nothing was changed.</summary>
/// <param name="key">The lock.</param>
/// <param name="violation">The limit.</param>
public sealed class LockRejectedException(LockKey key, LimitViolation violation)
    : LockException(key, violation?.Message ?? throw new ArgumentNullException(nameof(violation)))
{
    /// <summary>The limit.</summary>
    public LimitViolation Violation { get; } = violation;
}
