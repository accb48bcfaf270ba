using LockActors.Engine;

namespace LockActors.Actors;

/// <summary>Keeps nothing: the actor's memory is the only truth. Leases end with the process.</summary>
public sealed class NoLeaseStore : ILeaseStore
{
    /// <summary>The only one there need be.</summary>
    public static readonly NoLeaseStore Instance = new();

    private NoLeaseStore()
    {
    }

    /// <inheritdoc/>
    public bool IsDurable => false;

    /// <inheritdoc/>
    public TimeSpan Linger => TimeSpan.Zero;

    /// <inheritdoc/>
    public ValueTask<StoreReply> PlaceAsync(LockKey key, StoreEffect effect) => new(StoreReply.Done);

    /// <inheritdoc/>
    public ValueTask<StoreReply> ReplaceAsync(LockKey key, StoreEffect effect) => new(StoreReply.Done);

    /// <inheritdoc/>
    public ValueTask<StoreReply> ExtendAsync(LockKey key, StoreEffect effect) => new(StoreReply.Done);

    /// <inheritdoc/>
    public ValueTask<StoreReply> RemoveAsync(LockKey key, StoreEffect effect) => new(StoreReply.Done);

    /// <inheritdoc/>
    public ValueTask<StoredState> LoadAsync(LockKey key) => new(new StoredState(IsKnown: true));

    /// <inheritdoc/>
    public IDisposable? WatchOutside(LockKey key, Action onFreed) => null;

    /// <inheritdoc/>
    public override string ToString() => "memory";
}
