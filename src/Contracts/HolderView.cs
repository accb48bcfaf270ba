namespace LockActors.Contracts;

/// <summary>A holder on its way over the wire. The meaning of the members is that of
/// <see cref="HolderSnapshot"/>.</summary>
[GenerateSerializer, Immutable]
[Alias("LockActors.HolderView")]
public sealed record HolderView
{
    /// <summary>The name.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The (first) fencing token.</summary>
    [Id(1)]
    public required long Token { get; init; }

    /// <summary>How the lease shares the lock.</summary>
    [Id(2)]
    public LockMode Mode { get; init; }

    /// <summary>How many times its re-entrancy scope holds the lock.</summary>
    [Id(3)]
    public int HoldCount { get; init; }

    /// <summary>The time to live of the lease.</summary>
    [Id(4)]
    public TimeSpan Ttl { get; init; }

    /// <summary>How long ago the lease was granted.</summary>
    [Id(5)]
    public TimeSpan HeldFor { get; init; }

    /// <summary>The time until the lease expires.</summary>
    [Id(6)]
    public TimeSpan ExpiresIn { get; init; }

    /// <summary>False while a pushed grant waits for its confirmation.</summary>
    [Id(7)]
    public bool Confirmed { get; init; }

    internal static HolderView Of(HolderSnapshot holder) => new()
    {
        Name = holder.Name,
        Token = holder.Token.Value,
        Mode = holder.Mode,
        HoldCount = holder.HoldCount,
        Ttl = holder.Ttl,
        HeldFor = holder.HeldFor,
        ExpiresIn = holder.ExpiresIn,
        Confirmed = holder.Confirmed,
    };

    internal HolderSnapshot ToSnapshot() => new()
    {
        Name = Name,
        Token = new FencingToken(Token),
        Mode = Mode,
        HoldCount = HoldCount,
        Ttl = Ttl,
        HeldFor = HeldFor,
        ExpiresIn = ExpiresIn,
        Confirmed = Confirmed,
    };
}
