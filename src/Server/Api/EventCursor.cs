using LockActors.Monitoring;

namespace LockActors.Server.Api;

/// <summary>Where a reader stands in a <see cref="ServerEvents"/>.</summary>
internal sealed class EventCursor
{
    public long Next { get; set; }

    /// <summary>The position of a reader that has read all there is; null for one that has not.</summary>
    public LockEventPosition? AtEnd { get; set; }

    public long SeenMissed { get; set; }

    /// <summary>Events that the reader wanted and will not get, and was not told of yet.</summary>
    public long Gone { get; set; }

    /// <summary>What the reader had seen before; null once the ring is past that.</summary>
    public LockEventPosition? After { get; set; }

    /// <summary>Whether a frame is new to the reader.</summary>
    public bool IsNew(EventFrame frame) => After is null || frame.Event.Sequence > After.Of(frame.Event.Source);

    /// <summary>The position of the reader once it has a frame.</summary>
    public LockEventPosition PositionAt(LockEventPosition position)
    {
        if (After is null)
        {
            return position;
        }

        var (joined, isPast) = (position, true);
        foreach (var (source, sequence) in After.Sources)
        {
            // A process that is gone is forgotten; one that this server has heard less of than the reader is not.
            if (position.Sources.ContainsKey(source) && position.Of(source) < sequence)
            {
                joined = joined.With(source, sequence);
                isPast = false;
            }
        }

        After = isPast ? null : After;
        return joined;
    }
}
