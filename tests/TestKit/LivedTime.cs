namespace LockActors.TestKit;

/// <summary>How long this process has really been running: a clock for upper bounds on real time. While the machine
/// stands still (a paused virtual machine, a core that others take) it stands still too, or nearly so, because each of
/// its ticks counts as little as a tick lasts on an idle machine.</summary>
public static class LivedTime
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestTick = TimeSpan.FromMilliseconds(60);

    private static long _lived;

    static LivedTime() => new Thread(Count) { IsBackground = true, Name = nameof(LivedTime) }.Start();

    /// <summary>The time lived so far.</summary>
    public static TimeSpan Now => TimeSpan.FromTicks(Volatile.Read(ref _lived));

    /// <summary>The time lived since an earlier <see cref="Now"/>.</summary>
    public static TimeSpan Since(TimeSpan start) => Now - start;

    private static void Count()
    {
        using var never = new ManualResetEventSlim();
        var last = TimeProvider.System.GetTimestamp();
        while (!never.Wait(Tick))
        {
            var now = TimeProvider.System.GetTimestamp();
            var lasted = TimeProvider.System.GetElapsedTime(last, now);
            last = now;
            Volatile.Write(ref _lived, _lived + (lasted < LongestTick ? lasted : LongestTick).Ticks);
        }
    }
}
