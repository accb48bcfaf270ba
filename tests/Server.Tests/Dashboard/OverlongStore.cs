using LockActors.Actors;
using LockActors.Engine;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>A lease store in which another key stands for an hour, until it is removed as overlong.</summary>
internal sealed class OverlongStore : ILeaseStore
{
    private volatile bool _isFree;

    public bool IsDurable => true;

    public TimeSpan Linger => TimeSpan.Zero;

    public ValueTask<StoreReply> PlaceAsync(LockKey key, StoreEffect effect) => new(_isFree
        ? StoreReply.Done
        : StoreReply.Refused(StoreRefusalKind.HeldByOther, heldFor: TimeSpan.FromHours(1)));

    public ValueTask<StoreReply> ReplaceAsync(LockKey key, StoreEffect effect) => PlaceAsync(key, effect);

    public ValueTask<StoreReply> ExtendAsync(LockKey key, StoreEffect effect) => new(StoreReply.Done);

    public ValueTask<StoreReply> RemoveAsync(LockKey key, StoreEffect effect) => new(StoreReply.Done);

    public ValueTask<StoreReply> RemoveOverlongAsync(LockKey key, StoreEffect effect)
    {
        _isFree = true;
        return new(StoreReply.Done);
    }

    public ValueTask<StoredState> LoadAsync(LockKey key) => new(new StoredState(IsKnown: true));

    public IDisposable? WatchOutside(LockKey key, Action onFreed) => null;
}
