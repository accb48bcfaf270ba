namespace LockActors.Grains;

/// <summary>What grain storage keeps of a lock: its lease, if any, and its highest fencing token. Made of plain
/// members, so that every serializer of a storage provider can write it.</summary>
/// <remarks>The names of this type, its assembly and its members are in the rows.</remarks>
[GenerateSerializer]
[Alias("LockActors.LeaseRow")]
internal sealed class LeaseRow
{
    /// <summary>The lease; empty when the lock was released.</summary>
    [Id(0)]
    public Guid Lease { get; set; }

    /// <summary>Its first fencing token.</summary>
    [Id(1)]
    public long Token { get; set; }

    [Id(2)]
    public int TokenBlock { get; set; }

    /// <summary>Its time to live from the write of this row on, in milliseconds.</summary>
    [Id(3)]
    public long TtlMs { get; set; }

    [Id(4)]
    public string? Holder { get; set; }

    [Id(5)]
    public Guid Scope { get; set; }

    [Id(6)]
    public Guid Request { get; set; }

    [Id(7)]
    public bool IsReentered { get; set; }

    /// <summary>The highest fencing token of the lock.</summary>
    [Id(8)]
    public long Fence { get; set; }

    public LeaseRow Copy() => (LeaseRow)MemberwiseClone();
}
