namespace LockActors.Contracts;

/// <summary>One lock as operators see it, on its way over the wire. The meaning of the members is that of
/// <see cref="LockSnapshot"/>.</summary>
[GenerateSerializer, Immutable]
[Alias("LockActors.LockView")]
public sealed record LockView
{
    /// <summary>The lock.</summary>
    [Id(0)]
    public required string Key { get; init; }

    /// <summary>What the lock is doing.</summary>
    [Id(1)]
    public required LockState State { get; init; }

    /// <summary>The holder, when held.</summary>
    [Id(2)]
    public HolderView? Holder { get; init; }

    /// <summary>How many requests wait.</summary>
    [Id(3)]
    public int WaiterCount { get; init; }

    /// <summary>The waiters in the order of their turn; empty in lists.</summary>
    [Id(4)]
    public WaiterView[] Waiters { get; init; } = [];

    /// <summary>For how much longer a client outside this service holds the lock.</summary>
    [Id(5)]
    public TimeSpan? HeldOutsideFor { get; init; }

    /// <summary>The silo that keeps the lock; null when that is not known.</summary>
    [Id(6)]
    public string? Member { get; init; }

    /// <summary>The view of a snapshot.</summary>
    /// <param name="snapshot">The snapshot.</param>
    public static LockView Of(LockSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new LockView
        {
            Key = snapshot.Key.Value,
            State = snapshot.State,
            Holder = snapshot.Holder is null ? null : HolderView.Of(snapshot.Holder),
            WaiterCount = snapshot.WaiterCount,
            Waiters = [.. snapshot.Waiters.Select(WaiterView.Of)],
            HeldOutsideFor = snapshot.HeldOutsideFor,
            Member = snapshot.Member,
        };
    }

    /// <summary>The snapshot that this is a view of.</summary>
    public LockSnapshot ToSnapshot() => new()
    {
        Key = LockKey.Parse(Key),
        State = State,
        Holder = Holder?.ToSnapshot(),
        WaiterCount = WaiterCount,
        Waiters = [.. Waiters.Select(waiter => waiter.ToSnapshot())],
        HeldOutsideFor = HeldOutsideFor,
        Member = Member,
    };
}
