using Xunit;

namespace LockActors.TestKit;

/// <summary>A clock that stands still until it is told to go on. Monotonic time and the wall clock are apart, so one
/// can step without the other.</summary>
public sealed class SimClock : TimeProvider
{
    private const int TooManyFirings = 100_000;

    private readonly Lock _gate = new();
    private readonly List<SimTimer> _armed = [];
    private TimeSpan _monotonic = TimeSpan.FromHours(1);
    private DateTimeOffset _wall = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _armings;

    /// <summary>The monotonic clock, as <c>Clock.Monotonic</c> reads it.</summary>
    public TimeSpan Now
    {
        get
        {
            lock (_gate)
            {
                return _monotonic;
            }
        }
    }

    /// <summary>How many timers wait for their moment.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate)
            {
                return _armed.Count;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _wall;
        }
    }

    /// <summary>Moves both clocks on and fires every timer in order at the moment at which it is due.</summary>
    public void Advance(TimeSpan span)
    {
        var target = Now + span;
        for (var fired = 0; TakeDue(target) is { } timer; fired++)
        {
            // Inline timers that re-arm for now would otherwise spin for ever.
            Assert.True(fired < TooManyFirings, $"{TooManyFirings} timers fired within {span}.");
            timer.Fire();
        }

        lock (_gate)
        {
            MoveTo(target);
        }
    }

    /// <summary>Moves both clocks on by seconds; see <see cref="Advance(TimeSpan)"/>.</summary>
    public void Advance(double seconds) => Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Fires the timers that are due already.</summary>
    public void FireDue() => Advance(TimeSpan.Zero);

    /// <summary>Moves both clocks on while the process is frozen: timers that fall due fire late, at the next
    /// advance.</summary>
    public void Pause(TimeSpan span)
    {
        lock (_gate)
        {
            MoveTo(_monotonic + span);
        }
    }

    /// <summary>The wall clock is set; no time passes.</summary>
    public void StepWall(TimeSpan span)
    {
        lock (_gate)
        {
            _wall += span;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Arm(SimTimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            _armed.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.Due = _monotonic + dueTime;
                timer.Order = ++_armings;
                _armed.Add(timer);
            }
        }
    }

    private SimTimer? TakeDue(TimeSpan target)
    {
        lock (_gate)
        {
            SimTimer? first = null;
            foreach (var timer in _armed)
            {
                if (timer.Due <= target && (
                    first is null || (timer.Due, timer.Order).CompareTo((first.Due, first.Order)) < 0))
                {
                    first = timer;
                }
            }

            if (first is not null)
            {
                _armed.Remove(first);
                MoveTo(first.Due);
            }

            return first;
        }
    }

    private void MoveTo(TimeSpan moment)
    {
        if (moment > _monotonic)
        {
            _wall += moment - _monotonic;
            _monotonic = moment;
        }
    }
}
