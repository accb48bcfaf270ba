namespace LockActors;

/// <summary>The request breaks a limit of the service, or its caller may not make it. Nothing was changed, and asking
/// again does not help, unless the limit <see cref="LimitViolation.MayPass"/>.</summary>
/// <param name="key">The lock.</param>
/// <param name="violation">The limit.</param>
public sealed class LockRejectedException(LockKey key, LimitViolation violation)
    : LockException(key, violation?.Message ?? throw new ArgumentNullException(nameof(violation)))
{
    /// <summary>The limit.</summary>
    public LimitViolation Violation { get; } = violation;
}
