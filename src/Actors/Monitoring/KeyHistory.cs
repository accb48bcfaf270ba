using LockActors.Engine;
using LockActors.Monitoring;

namespace LockActors.Actors.Monitoring;

/// <summary>The last events of a key, and how long it was held and waited for. Belongs to the key's actor, which writes
/// within its turn; kept aside while the key has none.</summary>
internal sealed class KeyHistory(ActivityStripe stripe, HistoryBudget budget)
{
    /// <summary>So many entries every key may have.</summary>
    private const int Free = 4;

    /// <summary>A key that is used once has a grant and a release.</summary>
    private const int First = 2;

    private readonly DurationHistogram _hold = new();
    private readonly DurationHistogram _wait = new();
    private HistoryEntry[] _entries = new HistoryEntry[First];
    private int _count;
    private int _next;

    public void Add(in HistoryEntry entry, TimeSpan now)
    {
        if (_count == _entries.Length && _count < LockActivity.MaxEvents)
        {
            Grow();
        }

        _entries[_next] = entry;
        _next = _next + 1 == _entries.Length ? 0 : _next + 1;
        _count = Math.Min(_count + 1, _entries.Length);
        Count(entry.Fact, now);
    }

    public LockActivity Describe(LockKey key)
    {
        var events = new List<LockEvent>(_count);
        for (var i = 1; i <= _count; i++)
        {
            events.Add(_entries[(_next - i + _entries.Length) % _entries.Length].ToEvent(key));
        }

        return new LockActivity
        {
            Key = key.Value,
            Events = events,
            Hold = _hold.Summarize(),
            Wait = _wait.Summarize(),
            SuggestedTtl = _hold.Count == 0 ? null : Suggest(_hold.Percentile(0.999)),
        };
    }

    /// <summary>The history is forgotten.</summary>
    public void Drop() => budget.GiveBack(Paid(_entries.Length));

    private void Count(in Fact fact, TimeSpan now)
    {
        if (fact.Kind == LockEventKind.Granted)
        {
            _wait.Add(fact.Lasted);
            stripe.NoteGrant(fact.Lasted, now);
        }
        else if (fact.IsEnd)
        {
            if (fact.Kind == LockEventKind.Released)
            {
                _hold.Add(fact.Lasted);
            }

            stripe.NoteEnd(fact, now);
        }
        else if (fact.IsFailure)
        {
            stripe.NoteFailure(fact.Kind);
        }
    }

    private static TimeSpan Suggest(TimeSpan longest)
    {
        var margin = Math.Max(TimeSpan.TicksPerSecond, longest.Ticks / 2);
        return TimeSpan.FromSeconds(Math.Ceiling((longest.Ticks + margin) / (double)TimeSpan.TicksPerSecond));
    }

    private static int Paid(int length) => Math.Max(0, length - Free);

    private void Grow()
    {
        var length = Math.Min(_entries.Length * 2, LockActivity.MaxEvents);
        if (!budget.TryTake(Paid(length) - Paid(_entries.Length)))
        {
            return;
        }

        // It is full, so the oldest stands at the next place.
        var grown = new HistoryEntry[length];
        var tail = _entries.Length - _next;
        Array.Copy(_entries, _next, grown, 0, tail);
        Array.Copy(_entries, 0, grown, tail, _next);
        (_next, _entries) = (_count, grown);
    }
}
