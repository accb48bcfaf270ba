using System.Text.Json.Serialization;

namespace LockActors.Client;

/// <summary>One holder's turn on a lease. When the turn is over the handle can do nothing to the lease any
/// more.</summary>
[JsonConverter(typeof(HandleIsNoData))]
internal sealed class LockHandle(HeldLease lease, int turn) : ILockHandle
{
    public LockKey Key => lease.Key;

    public FencingToken Token => lease.TokenOf(turn);

    public bool IsHeld => ValidFor > TimeSpan.Zero;

    public TimeSpan ValidFor => lease.ValidFor(turn);

    public DateTimeOffset ValidUntil => lease.WallClock + ValidFor;

    public CancellationToken LostToken => lease.LostToken(turn);

    public EndReason LostReason => lease.LostReason(turn);

    public ValueTask RenewAsync(CancellationToken cancellationToken = default) =>
        lease.RenewAsync(turn, cancellationToken);

    public ValueTask<bool> ReleaseAsync(CancellationToken cancellationToken = default) =>
        lease.ReleaseAsync(turn, cancellationToken);

    public ValueTask DisposeAsync() => lease.DisposeAsync(turn);
}
