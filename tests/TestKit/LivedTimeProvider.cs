namespace LockActors.TestKit;

/// <summary>The clock of <see cref="LivedTime"/>, for time limits on what a real server does: a machine that stands
/// still uses none of them up.</summary>
public sealed class LivedTimeProvider : TimeProvider
{
    /// <summary>The one clock of this process.</summary>
    public static readonly LivedTimeProvider Instance = new();

    private LivedTimeProvider()
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => LivedTime.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new LivedTimer(() => callback(state), dueTime, period);
}
