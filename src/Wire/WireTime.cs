namespace LockActors.Wire;

/// <summary>Durations are whole milliseconds on the wire.</summary>
internal static class WireTime
{
    /// <summary>No limit of a service is longer: 24 hours.</summary>
    public const long LongestMs = 24 * 60 * 60 * 1000;

    /// <summary>Rounded down and never negative: for validity, of which too little is safe and too much is
    /// not.</summary>
    public static long Floor(TimeSpan span) => span <= TimeSpan.Zero ? 0 : span.Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>Rounded up: for what a caller asks for.</summary>
    public static long Ceiling(TimeSpan span)
    {
        var whole = span.Ticks / TimeSpan.TicksPerMillisecond;
        return span.Ticks % TimeSpan.TicksPerMillisecond > 0 ? whole + 1 : whole;
    }

    /// <summary>Reads a duration; what no service could allow is a violation, the rest is for the service to
    /// judge.</summary>
    public static TimeSpan Read(string field, long milliseconds, ref LimitViolation? violation)
    {
        if (milliseconds is >= -LongestMs and <= LongestMs)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        violation ??= new(field, $"{field} is {milliseconds}; it must be 0 to {LongestMs} at the very most.");
        return default;
    }

    /// <summary>Reads a wait, which may be as long as a caller likes; whether it is negative is for the service to
    /// judge.</summary>
    public static TimeSpan ReadWait(long? milliseconds) =>
        TimeSpan.FromMilliseconds(Math.Clamp(milliseconds ?? 0, -LongestMs, LongestMs * 36_525));

    /// <summary>Reads a duration that another server wrote, cut to what can be told.</summary>
    public static TimeSpan Read(long? milliseconds) =>
        TimeSpan.FromMilliseconds(Math.Clamp(milliseconds ?? 0, 0, LongestMs * 365));
}
