using LockActors.Engine;
using LockActors.Monitoring;

namespace LockActors.Actors.Monitoring;

/// <summary>A fact, when it became true, and the trace of the call in which it did.</summary>
internal readonly record struct HistoryEntry(Fact Fact, long UnixMicroseconds, string? TraceId)
{
    public LockEvent ToEvent(LockKey key, string source = "", long sequence = 0) => new()
    {
        Kind = Fact.Kind,
        At = DateTimeOffset.UnixEpoch.AddMicroseconds(UnixMicroseconds),
        Key = key.Value,
        Holder = Fact.HolderText,
        Token = Fact.Token.Value,
        HeldFor = Fact.IsEnd ? Fact.Lasted : null,
        WaitedFor = Fact.Kind is LockEventKind.Granted or LockEventKind.TimedOut or LockEventKind.Cancelled
            or LockEventKind.Dropped ? Fact.Lasted : null,
        Position = Fact.Kind is LockEventKind.Queued or LockEventKind.Reentered ? Fact.Position : null,
        By = Fact.Note?.By,
        Reason = Fact.Note?.Reason,
        TraceId = TraceId,
        Source = source,
        Sequence = sequence,
    };
}
