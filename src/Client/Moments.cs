namespace LockActors.Client;

/// <summary>Adds times that callers chose, who may mean "for ever".</summary>
internal static class Moments
{
    /// <summary>A moment and a while after it; the end of time where there is no such moment.</summary>
    /// <param name="moment">A moment on the monotonic clock; zero or more.</param>
    /// <param name="span">The while.</param>
    public static TimeSpan After(this TimeSpan moment, TimeSpan span) =>
        span < TimeSpan.MaxValue - moment ? moment + span : TimeSpan.MaxValue;
}
