using LockActors.Actors;
using LockActors.Engine;

namespace LockActors.Grains;

/// <summary>For a cluster without a lease store: leases are in the memory of their silo, which grants as long as it is
/// sure to be a member of the cluster. A key that starts anew after a silo crashed grants nothing until that silo's
/// leases are over, or their holder came back.</summary>
internal sealed class MemberLeaseStore(ClusterStanding standing) : ILeaseStore
{
    public bool IsDurable => true;

    public TimeSpan Linger => TimeSpan.Zero;

    public ValueTask<StoreReply> PlaceAsync(LockKey key, StoreEffect effect) => IfMemberAsync();

    public ValueTask<StoreReply> ReplaceAsync(LockKey key, StoreEffect effect) => IfMemberAsync();

    public ValueTask<StoreReply> ExtendAsync(LockKey key, StoreEffect effect) => IfMemberAsync();

    public ValueTask<StoreReply> RemoveAsync(LockKey key, StoreEffect effect) => new(StoreReply.Done);

    public async ValueTask<StoredState> LoadAsync(LockKey key) =>
        await standing.AskAsync().ConfigureAwait(false) && standing.GraceLeft is { } grace
            ? new StoredState(IsKnown: true, Grace: grace)
            : StoredState.Unknown;

    public IDisposable? WatchOutside(LockKey key, Action onFreed) => null;

    private ValueTask<StoreReply> IfMemberAsync() =>
        standing.IsSureToBeMember ? new(StoreReply.Done) : AskAsync();

    private async ValueTask<StoreReply> AskAsync() =>
        await standing.AskAsync().ConfigureAwait(false) ? StoreReply.Done : StoreReply.Failed;
}
