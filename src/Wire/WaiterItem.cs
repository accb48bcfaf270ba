namespace LockActors.Wire;

/// <summary>Who waits for a lock, in answers of the HTTP API.</summary>
public sealed record WaiterItem
{
    /// <summary>The place in the queue, 1 for the next.</summary>
    public int Position { get; init; }

    /// <summary>The name that the waiter gave, or a text made of its request id.</summary>
    public required string Name { get; init; }

    /// <summary>How long ago the request came first.</summary>
    public long WaitedForMs { get; init; }

    /// <summary>How long the waiter is still willing to wait.</summary>
    public long WaitLeftMs { get; init; }

    /// <summary>Whether the waiter's client is not known to be gone: false once its connection broke, until it asks
    /// again.</summary>
    public bool Connected { get; init; }

    internal static WaiterItem Of(WaiterSnapshot waiter) => new()
    {
        Position = waiter.Position,
        Name = waiter.Name,
        WaitedForMs = WireTime.Floor(waiter.WaitedFor),
        WaitLeftMs = WireTime.Floor(waiter.WaitLeft),
        Connected = waiter.Connected,
    };

    internal WaiterSnapshot ToSnapshot() => new()
    {
        Position = Position,
        Name = Name,
        WaitedFor = WireTime.Read(WaitedForMs),
        WaitLeft = WireTime.Read(WaitLeftMs),
        Connected = Connected,
    };
}
