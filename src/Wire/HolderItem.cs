namespace LockActors.Wire;

/// <summary>Who holds a lock, in answers of the HTTP API. Without the lease id, which is a secret.</summary>
public sealed record HolderItem
{
    /// <summary>The name that the holder gave, or a text made of its request id.</summary>
    public required string Name { get; init; }

    /// <summary>The (first) fencing token of the lease.</summary>
    public long Token { get; init; }

    /// <summary>How the lease shares the lock: <c>exclusive</c>.</summary>
    public string Mode { get; init; } = "exclusive";

    /// <summary>How many times its re-entrancy scope holds the lock.</summary>
    public int HoldCount { get; init; } = 1;

    /// <summary>The time to live of the lease.</summary>
    public long TtlMs { get; init; }

    /// <summary>How long ago the lease was granted.</summary>
    public long HeldForMs { get; init; }

    /// <summary>The time until the lease expires unless it is renewed.</summary>
    public long ExpiresInMs { get; init; }

    /// <summary>How long ago the lease was renewed last; as long as <c>heldForMs</c> where it never was. Null until
    /// the grant is confirmed.</summary>
    public long? SinceRenewalMs { get; init; }

    /// <summary>False while a pushed grant waits for its confirmation.</summary>
    public bool Confirmed { get; init; } = true;

    internal static HolderItem Of(HolderSnapshot holder) => new()
    {
        Name = holder.Name,
        Token = holder.Token.Value,
        Mode = WireNames.Of(holder.Mode),
        HoldCount = holder.HoldCount,
        TtlMs = WireTime.Ceiling(holder.Ttl),
        HeldForMs = WireTime.Floor(holder.HeldFor),
        ExpiresInMs = WireTime.Floor(holder.ExpiresIn),
        SinceRenewalMs = holder.Confirmed ? WireTime.Floor(SinceRenewal(holder)) : null,
        Confirmed = holder.Confirmed,
    };

    internal HolderSnapshot ToSnapshot() => new()
    {
        Name = Name,
        Token = new FencingToken(Token),
        Mode = WireNames.TryMode(Mode, out var mode) ? mode : default,
        HoldCount = HoldCount,
        Ttl = WireTime.Read(TtlMs),
        HeldFor = WireTime.Read(HeldForMs),
        ExpiresIn = WireTime.Read(ExpiresInMs),
        Confirmed = Confirmed,
    };

    /// <summary>Each renewal gives the lease its whole time anew, so what has gone of it tells when that was.</summary>
    private static TimeSpan SinceRenewal(HolderSnapshot holder)
    {
        var gone = Drift.GrantorDeadline(TimeSpan.Zero, holder.Ttl) - holder.ExpiresIn;
        return gone < TimeSpan.Zero ? TimeSpan.Zero : gone < holder.HeldFor ? gone : holder.HeldFor;
    }
}
