using LockActors.Monitoring;

namespace LockActors.Server.Api;

/// <summary>The last events that this server heard of. A reader has a number in it; what it comes too late for is
/// gone.</summary>
internal sealed class ServerEvents
{
    private const int MostFloors = 256;

    private readonly Lock _gate = new();
    private readonly NumberedRing<EventFrame> _frames = new();

    /// <summary>For each process the number up to which its events are not here.</summary>
    private readonly Dictionary<string, long> _floors = new(StringComparer.Ordinal);

    private LockEventPosition _position = LockEventPosition.Start;
    private long _missed;

    /// <summary>The position after the newest event.</summary>
    public LockEventPosition Position
    {
        get
        {
            lock (_gate)
            {
                return _position;
            }
        }
    }

    public void Add(LockEventBatch batch)
    {
        lock (_gate)
        {
            foreach (var found in batch.Events)
            {
                Add(found, batch.Missed > 0);
            }

            foreach (var (source, sequence) in batch.Position.Sources)
            {
                _floors.TryAdd(source, sequence);
            }

            _missed += batch.Missed;
            _position = batch.Position;
            if (_floors.Count > MostFloors)
            {
                ForgetTheDead();
            }
        }
    }

    /// <summary>A place to read from.</summary>
    /// <param name="after">What the reader has seen; null for nothing yet.</param>
    /// <param name="tail">How many earlier events a reader wants that has seen nothing yet.</param>
    /// <param name="filter">Which events count for that.</param>
    public EventCursor Open(LockEventPosition? after, int tail, EventFilter filter)
    {
        lock (_gate)
        {
            var cursor = new EventCursor { Next = _frames.Last + 1, SeenMissed = _missed, After = after };
            var oldest = _frames.Oldest;
            if (after is not null)
            {
                cursor.Next = oldest;
                cursor.Gone = after.Sources.Sum(seen =>
                    _floors.TryGetValue(seen.Key, out var floor) ? Math.Max(0, floor - seen.Value) : 1);
                return cursor;
            }

            for (var left = tail; left > 0 && cursor.Next > oldest;)
            {
                cursor.Next--;
                left -= filter.Matches(_frames[cursor.Next].Event) ? 1 : 0;
            }

            cursor.AtEnd = cursor.Next > _frames.Last ? _position : null;
            return cursor;
        }
    }

    /// <summary>Takes what is new for a reader.</summary>
    /// <returns>How many frames were put into the buffer.</returns>
    public int Read(EventCursor cursor, EventFrame[] buffer)
    {
        lock (_gate)
        {
            if (cursor.Next < _frames.Oldest)
            {
                cursor.Gone += _frames.Oldest - cursor.Next;
                cursor.Next = _frames.Oldest;
            }

            cursor.Gone += _missed - cursor.SeenMissed;
            cursor.SeenMissed = _missed;
            var count = _frames.CopyTo(cursor.Next, buffer);
            cursor.Next += count;
            cursor.AtEnd = cursor.Next > _frames.Last ? _position : null;
            return count;
        }
    }

    /// <summary>Forgets the processes that are gone and of which no event is left.</summary>
    private void ForgetTheDead()
    {
        var left = _position.Sources.Keys.ToHashSet(StringComparer.Ordinal);
        for (var number = _frames.Oldest; number <= _frames.Last; number++)
        {
            left.Add(_frames[number].Event.Source);
        }

        foreach (var source in _floors.Keys.Where(source => !left.Contains(source)).ToList())
        {
            _floors.Remove(source);
        }
    }

    private void Add(LockEvent found, bool afterGap)
    {
        var known = _position.Of(found.Source);
        if (found.Sequence <= known)
        {
            return;
        }

        if (afterGap && found.Sequence > known + 1)
        {
            _floors[found.Source] = found.Sequence - 1;
        }

        _floors.TryAdd(found.Source, found.Sequence - 1);
        _position = _position.With(found.Source, found.Sequence);
        if (_frames.Add(new EventFrame(found, _position), out var gone))
        {
            _floors[gone.Event.Source] = Math.Max(_floors[gone.Event.Source], gone.Event.Sequence);
        }
    }
}
