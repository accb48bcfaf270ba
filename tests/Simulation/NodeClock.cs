namespace LockActors.Simulation;

/// <summary>The clocks of one process: a monotonic one that runs a little too fast or too slow, and a wall clock that
/// is off.</summary>
internal sealed class NodeClock(double rate, TimeSpan offset, TimeSpan wallOffset)
{
    public TimeSpan Local(TimeSpan trueTime) => offset + (trueTime * rate);

    public TimeSpan True(TimeSpan local) => (local - offset) / rate;

    public TimeSpan TrueSpan(TimeSpan localSpan) => localSpan / rate;

    public long UnixMicroseconds(TimeSpan trueTime) => (TimeSpan.FromDays(20_000) + trueTime + wallOffset).Ticks / 10;
}
