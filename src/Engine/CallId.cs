namespace LockActors.Engine;

/// <summary>Names one open call, so that an answer finds its caller.</summary>
/// <param name="Value">A number unique among the open calls of a key; 0 when no call is open.</param>
public readonly record struct CallId(long Value)
{
    /// <summary>Whether no call is open: then the answer is pushed to the waiter by its request id.</summary>
    public bool IsNone => Value == 0;
}
