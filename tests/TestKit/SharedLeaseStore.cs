using System.Collections.Concurrent;
using LockActors.Actors;
using LockActors.Engine;

namespace LockActors.TestKit;

/// <summary>A lease store in this process, for silos and actors that share it.</summary>
/// <param name="time">The store's clock.</param>
public sealed class SharedLeaseStore(TimeProvider time) : ILeaseStore
{
    private readonly ConcurrentDictionary<LockKey, SimLeaseStore> _keys = new();

    /// <inheritdoc/>
    public bool IsDurable => true;

    /// <inheritdoc/>
    public TimeSpan Linger => TimeSpan.Zero;

    /// <summary>How often it was asked what it knows of a key.</summary>
    public int Loads => Volatile.Read(ref _loads);

    private int _loads;

    /// <summary>What it knows of a key.</summary>
    public SimLeaseStore this[LockKey key] => _keys.GetOrAdd(key, static _ => new SimLeaseStore());

    /// <inheritdoc/>
    public ValueTask<StoreReply> PlaceAsync(LockKey key, StoreEffect effect) => Apply(key, effect);

    /// <inheritdoc/>
    public ValueTask<StoreReply> ReplaceAsync(LockKey key, StoreEffect effect) => Apply(key, effect);

    /// <inheritdoc/>
    public ValueTask<StoreReply> ExtendAsync(LockKey key, StoreEffect effect) => Apply(key, effect);

    /// <inheritdoc/>
    public ValueTask<StoreReply> RemoveAsync(LockKey key, StoreEffect effect) => Apply(key, effect);

    /// <inheritdoc/>
    public ValueTask<StoredState> LoadAsync(LockKey key)
    {
        Interlocked.Increment(ref _loads);
        lock (this[key])
        {
            return new(this[key].Load(time.Monotonic()));
        }
    }

    /// <inheritdoc/>
    public IDisposable? WatchOutside(LockKey key, Action onFreed) => null;

    private ValueTask<StoreReply> Apply(LockKey key, in StoreEffect effect)
    {
        lock (this[key])
        {
            return new(this[key].Apply(effect, time.Monotonic()));
        }
    }
}
