using System.Collections.Concurrent;
using LockActors.Contracts;

namespace LockActors.Client.Orleans;

/// <summary>Hears of grants for the requests that wait in this process.</summary>
internal sealed class GrantObserver : ILockObserver
{
    private readonly ConcurrentDictionary<Guid, OrleansAcquire> _waiting = new();

    public ValueTask OnGrantedAsync(GrantNotice notice)
    {
        // A notice for a request that has ended meanwhile is dropped; its cancellation gives the grant back.
        if (_waiting.TryGetValue(notice.RequestId, out var waiting))
        {
            waiting.Grant(notice);
        }

        return ValueTask.CompletedTask;
    }

    public void Add(OrleansAcquire waiting) => _waiting[waiting.RequestId] = waiting;

    public void SignalAll()
    {
        foreach (var waiting in _waiting.Values)
        {
            waiting.Signal();
        }
    }

    /// <summary>The same request may have come back by another call meanwhile, which stays.</summary>
    public void Remove(OrleansAcquire waiting) =>
        _waiting.TryRemove(KeyValuePair.Create(waiting.RequestId, waiting));
}
