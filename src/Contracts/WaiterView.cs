namespace LockActors.Contracts;

/// <summary>A waiter on its way over the wire. The meaning of the members is that of
/// <see cref="WaiterSnapshot"/>.</summary>
[GenerateSerializer, Immutable]
[Alias("LockActors.WaiterView")]
public sealed record WaiterView
{
    /// <summary>The place in the queue.</summary>
    [Id(0)]
    public required int Position { get; init; }

    /// <summary>The name.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>How long ago the request came first.</summary>
    [Id(2)]
    public TimeSpan WaitedFor { get; init; }

    /// <summary>How long the waiter is still willing to wait.</summary>
    [Id(3)]
    public TimeSpan WaitLeft { get; init; }

    /// <summary>Whether the waiter's client is not known to be gone: false once its connection broke, until it asks
    /// again.</summary>
    [Id(4)]
    public bool Connected { get; init; }

    internal static WaiterView Of(WaiterSnapshot waiter) => new()
    {
        Position = waiter.Position,
        Name = waiter.Name,
        WaitedFor = waiter.WaitedFor,
        WaitLeft = waiter.WaitLeft,
        Connected = waiter.Connected,
    };

    internal WaiterSnapshot ToSnapshot() => new()
    {
        Position = Position,
        Name = Name,
        WaitedFor = WaitedFor,
        WaitLeft = WaitLeft,
        Connected = Connected,
    };
}
