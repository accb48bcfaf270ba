namespace LockActors;

/// <summary>The two clocks of a <see cref="TimeProvider"/>: a monotonic one for deadlines, the wall clock for tokens
/// and display.</summary>
public static class Clock
{
    /// <summary>The monotonic clock: the time since a moment that is fixed for this provider. Never steps, never goes
    /// back.</summary>
    /// <param name="time">The provider.</param>
    public static TimeSpan Monotonic(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return time.GetElapsedTime(0);
    }

    /// <summary>The wall clock, in microseconds since 1970.</summary>
    /// <param name="time">The provider.</param>
    public static long UnixMicroseconds(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    }
}
