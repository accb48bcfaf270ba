using LockActors.Engine;
using LockActors.Monitoring;

namespace LockActors.Actors.Monitoring;

/// <summary>The counts of a part of all keys, so that actors seldom meet at one lock.</summary>
internal sealed class ActivityStripe
{
    private const int Seconds = 512;
    private const int Minutes = 8;

    private readonly Lock _gate = new();
    private readonly Second[] _seconds = new Second[Seconds];
    private readonly Minute?[] _minutes = new Minute?[Minutes];
    private long _grants;
    private long _expired;
    private long _lost;
    private long _revoked;
    private long _timedOut;
    private long _cancelled;
    private long _dropped;
    private long _rejected;

    public void NoteGrant(TimeSpan waited, TimeSpan now)
    {
        var at = now.Ticks / TimeSpan.TicksPerSecond;
        lock (_gate)
        {
            _grants++;
            At(at).Grants++;
            MinuteAt(at / 60).Wait.Add(waited);
        }
    }

    public void NoteEnd(in Fact end, TimeSpan now)
    {
        var at = now.Ticks / TimeSpan.TicksPerSecond;
        lock (_gate)
        {
            switch (end.Kind)
            {
                case LockEventKind.Released:
                    MinuteAt(at / 60).Hold.Add(end.Lasted);
                    return;
                case LockEventKind.Expired:
                    _expired++;
                    break;
                case LockEventKind.Revoked:
                    _revoked++;
                    break;
                default:
                    _lost++;
                    break;
            }

            At(at).Losses++;
        }
    }

    /// <summary>Counts a request that ended without the lock; other facts are not counted.</summary>
    public void NoteFailure(LockEventKind kind)
    {
        lock (_gate)
        {
            _timedOut += kind == LockEventKind.TimedOut ? 1 : 0;
            _cancelled += kind == LockEventKind.Cancelled ? 1 : 0;
            _dropped += kind == LockEventKind.Dropped ? 1 : 0;
            _rejected += kind == LockEventKind.Rejected ? 1 : 0;
        }
    }

    public void AddTo(ActivityTotals totals)
    {
        lock (_gate)
        {
            totals.Grants += _grants;
            totals.Expired += _expired;
            totals.Lost += _lost;
            totals.Revoked += _revoked;
            totals.Failures = new FailureCounts(
                totals.Failures.TimedOut + _timedOut,
                totals.Failures.Cancelled + _cancelled,
                totals.Failures.Dropped + _dropped,
                totals.Failures.Rejected + _rejected);
            foreach (ref readonly var second in _seconds.AsSpan())
            {
                totals.Add(second.At, second.Grants, second.Losses);
            }

            foreach (var minute in _minutes)
            {
                if (minute is not null && totals.IsRecent(minute.At))
                {
                    totals.Wait.Add(minute.Wait);
                    totals.Hold.Add(minute.Hold);
                }
            }
        }
    }

    private ref Second At(long second)
    {
        ref var slot = ref _seconds[second % Seconds];
        if (slot.At != second)
        {
            slot = new Second { At = second };
        }

        return ref slot;
    }

    private Minute MinuteAt(long minute)
    {
        var slot = _minutes[minute % Minutes] ??= new Minute { At = minute };
        if (slot.At != minute)
        {
            slot.At = minute;
            slot.Wait.Clear();
            slot.Hold.Clear();
        }

        return slot;
    }

    private struct Second
    {
        public long At;
        public int Grants;
        public int Losses;
    }

    private sealed class Minute
    {
        public long At;
        public readonly DurationHistogram Wait = new();
        public readonly DurationHistogram Hold = new();
    }
}
