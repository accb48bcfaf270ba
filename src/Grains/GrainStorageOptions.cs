namespace LockActors.Grains;

/// <summary>How leases are kept in a grain storage of the application.</summary>
public sealed record GrainStorageOptions
{
    /// <summary>How long the storage has for one call before its outcome counts as unknown. Default: 3 s; range: 50 ms
    /// to 30 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a released lease without waiters stays in the storage, so that the next acquire replaces it in
    /// one write. It stays only where the key was taken again within this time before. Default: 5 ms; range: 0 to 1 s.
    /// A silo that is killed in this time leaves the key blocked until the lease's time to live has passed.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Whether the storage refuses every insert of a row but the first, also when two silos insert at the same
    /// time. Default: false, for Orleans' own script for PostgreSQL does not (its table has no unique index): where
    /// versions are numbers a row that is new is written twice, and the second write decides.</summary>
    public bool InsertsAreExclusive { get; init; }

    /// <summary>Checks these options against their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range; the message names it and the
    /// range.</exception>
    public void Validate()
    {
        Ranges.Require(
            CallTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30), nameof(CallTimeout));
        Ranges.Require(Linger, TimeSpan.Zero, TimeSpan.FromSeconds(1), nameof(Linger));
    }
}
