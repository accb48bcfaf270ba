using LockActors.Engine;

namespace LockActors.Grains;

/// <summary>A lease row as this silo last knew it.</summary>
/// <param name="Row">What it says.</param>
/// <param name="ETag">Its version; null when there is no row.</param>
/// <param name="SeenAt">Since when this silo knows that version. The lease is over when its whole time to live has
/// passed since: until then its holder may have it, and a renewal changes the version.</param>
internal sealed record SeenRow(LeaseRow Row, string? ETag, TimeSpan SeenAt)
{
    public LeaseId Lease => LeaseId.FromBits(Row.Lease);

    public FencingToken Fence => new(Row.Fence);

    /// <summary>How much of its time to live has not passed here.</summary>
    public TimeSpan TtlLeft(TimeSpan now) => SeenAt + TimeSpan.FromMilliseconds(Row.TtlMs) - now;

    /// <summary>How long the lease must still count as held, with drift. Not above zero: it is over.</summary>
    public TimeSpan HeldFor(TimeSpan now) => Lease.IsNone
        ? TimeSpan.Zero
        : Drift.GrantorDeadline(SeenAt, TimeSpan.FromMilliseconds(Row.TtlMs)) - now;

    public RestoredLease? ToLease(TimeSpan now) => HeldFor(now) is var left && left <= TimeSpan.Zero
        ? null
        : new RestoredLease
        {
            Lease = Lease,
            Token = new FencingToken(Row.Token),
            TokenBlock = Row.TokenBlock,
            Holder = HolderName.TryParse(Row.Holder, out var holder, out _) ? holder : default,
            ReentrancyScope = ReentrancyScope.FromBits(Row.Scope),
            Request = new RequestId(Row.Request),
            IsReentered = Row.IsReentered,
            Left = left,
        };
}
