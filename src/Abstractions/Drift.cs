namespace LockActors;

/// <summary>The allowance for clocks that do not run alike: 1% of a duration and 2 ms.</summary>
/// <remarks>The holder takes it off, the grantor adds it, so a holder's validity ends before the lock can be granted
/// again. Source: the Redlock page of the Redis documentation; 2 ms = 1 ms Redis expiry precision + 1 ms minimum
/// drift.</remarks>
public static class Drift
{
    private static readonly TimeSpan Minimum = TimeSpan.FromMilliseconds(2);

    /// <summary>The allowance for a duration.</summary>
    /// <param name="duration">The duration; zero or more.</param>
    public static TimeSpan Of(TimeSpan duration) => new TimeSpan(duration.Ticks / 100) + Minimum;

    /// <summary>When a holder's validity ends.</summary>
    /// <param name="countedFrom">A moment before the holder's request was sent.</param>
    /// <param name="validFor">The time that was granted.</param>
    public static TimeSpan HolderDeadline(TimeSpan countedFrom, TimeSpan validFor) =>
        countedFrom + validFor - Of(validFor);

    /// <summary>When a grantor may grant again.</summary>
    /// <param name="grantedAt">A moment after the lease store took the grant.</param>
    /// <param name="validFor">The time that was granted.</param>
    public static TimeSpan GrantorDeadline(TimeSpan grantedAt, TimeSpan validFor) =>
        grantedAt + validFor + Of(validFor);
}
