namespace LockActors.TestKit;

/// <summary>How long this process has really been running: a clock for upper bounds on real time. While the machine
/// stands still (a paused virtual machine, a core that others take) it stands still too, or nearly so, because each of
/// its ticks counts as little as a tick lasts on an idle machine.</summary>
public static class LivedTime
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestTick = TimeSpan.FromMilliseconds(60);

    private static volatile Moment _lastTick = new(TimeSpan.Zero, TimeProvider.System.GetTimestamp());

    static LivedTime() => new Thread(Count) { IsBackground = true, Name = nameof(LivedTime) }.Start();

    /// <summary>The time lived so far.</summary>
    public static TimeSpan Now => _lastTick.LivedUntil(TimeProvider.System.GetTimestamp());

    /// <summary>Raised at each tick, on the clock's own thread.</summary>
    internal static event Action? Ticked;

    /// <summary>The time lived since an earlier <see cref="Now"/>.</summary>
    public static TimeSpan Since(TimeSpan start) => Now - start;

    private static void Count()
    {
        using var never = new ManualResetEventSlim();
        while (!never.Wait(Tick))
        {
            var now = TimeProvider.System.GetTimestamp();
            _lastTick = new Moment(_lastTick.LivedUntil(now), now);
            Ticked?.Invoke();
        }
    }

    private sealed record Moment(TimeSpan Lived, long Timestamp)
    {
        public TimeSpan LivedUntil(long now)
        {
            var lasted = TimeProvider.System.GetElapsedTime(Timestamp, now);
            return Lived + (lasted < LongestTick ? lasted : LongestTick);
        }
    }
}
