namespace LockActors;

/// <summary>Who waits for a lock, as operators see it.</summary>
public sealed record WaiterSnapshot
{
    /// <summary>The place in the queue, 1 for the next.</summary>
    public required int Position { get; init; }

    /// <summary>The name that the waiter gave, or a text made of its request id.</summary>
    public required string Name { get; init; }

    /// <summary>How long ago the request came first.</summary>
    public TimeSpan WaitedFor { get; init; }

    /// <summary>How long the waiter is still willing to wait.</summary>
    public TimeSpan WaitLeft { get; init; }

    /// <summary>Whether the waiter's client is not known to be gone: false once its connection broke, until it asks
    /// again.</summary>
    public bool Connected { get; init; }
}
