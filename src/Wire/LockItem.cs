namespace LockActors.Wire;

/// <summary>One lock at one moment: the answer to <c>GET /v1/locks/{key}</c>, and an entry of a list.</summary>
public sealed record LockItem
{
    /// <summary>The lock.</summary>
    public required string Key { get; init; }

    /// <summary>What the lock is doing: <c>free</c>, <c>held</c>, <c>granting</c>, <c>heldOutside</c>,
    /// <c>heldOverlong</c> or <c>paused</c>.</summary>
    public required string State { get; init; }

    /// <summary>The holder, when held.</summary>
    public HolderItem? Holder { get; init; }

    /// <summary>For how much longer a client outside this service holds the lock; left out of lists, when none does,
    /// and when it never ends by itself.</summary>
    public long? HeldOutsideForMs { get; init; }

    /// <summary>The process that keeps the lock, by its address in <c>GET /v1/cluster</c>; left out when that is not
    /// known.</summary>
    public string? Member { get; init; }

    /// <summary>How many requests wait; may be more than <c>waiters</c> shows.</summary>
    public int WaiterCount { get; init; }

    /// <summary>The waiters in the order of their turn; left out of lists.</summary>
    public IReadOnlyList<WaiterItem>? Waiters { get; init; }

    /// <summary>Writes a lock.</summary>
    /// <param name="snapshot">The lock.</param>
    public static LockItem Of(LockSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new LockItem
        {
            Key = snapshot.Key.Value,
            State = WireNames.Of(snapshot.State),
            Holder = snapshot.Holder is { } holder ? HolderItem.Of(holder) : null,
            HeldOutsideForMs = snapshot.HeldOutsideFor is { } left && left < TimeSpan.MaxValue
                ? WireTime.Floor(left)
                : null,
            Member = snapshot.Member,
            WaiterCount = snapshot.WaiterCount,
            Waiters = snapshot.Waiters.Count == 0 ? null : [.. snapshot.Waiters.Select(WaiterItem.Of)],
        };
    }

    /// <summary>Reads a lock.</summary>
    /// <exception cref="ArgumentException">The key is none.</exception>
    public LockSnapshot ToSnapshot() => new()
    {
        Key = LockKey.Parse(Key),
        State = WireNames.StateOf(State),
        Holder = Holder?.ToSnapshot(),
        HeldOutsideFor = HeldOutsideForMs is { } left ? WireTime.Read(left) : null,
        Member = Member,
        WaiterCount = WaiterCount,
        Waiters = [.. (Waiters ?? []).Select(waiter => waiter.ToSnapshot())],
    };
}
