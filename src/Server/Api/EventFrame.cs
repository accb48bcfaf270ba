using System.Text;
using System.Text.Json;
using LockActors.Monitoring;

namespace LockActors.Server.Api;

/// <summary>An event in the form in which all streams send it.</summary>
internal sealed class EventFrame
{
    public EventFrame(LockEvent found, LockEventPosition position)
    {
        var json = JsonSerializer.Serialize(found, MonitorJson.Default.LockEvent);
        Event = found;
        Position = position;
        Id = Encoding.UTF8.GetBytes($"id: {position}\n");
        Body = Encoding.UTF8.GetBytes($"event: {LockEventKindConverter.Of(found.Kind)}\ndata: {json}\n\n");
    }

    public LockEvent Event { get; }

    /// <summary>The position of a reader that has seen this event and all before it.</summary>
    public LockEventPosition Position { get; }

    public byte[] Id { get; }

    public byte[] Body { get; }
}
