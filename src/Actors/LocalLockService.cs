using System.Collections.Concurrent;
using LockActors.Actors.Monitoring;
using LockActors.Engine;
using LockActors.Monitoring;

namespace LockActors.Actors;

/// <summary>The in-process host: the actors of one process by key. Everything but the way over the network is the
/// same as in a cluster.</summary>
public sealed partial class LocalLockService
    : ILockService, ILockMonitor, IActorHost, IActorSuccession, IRequestOwner, IDisposable, IAsyncDisposable
{
    private readonly ConcurrentDictionary<LockKey, LockActor> _actors = new();
    private readonly Func<LockKey, LockActor> _create;
    private readonly LockLimits _limits;
    private readonly TimeSpan _idleAfter;
    private readonly Deadlines<LockActor> _deadlines;
    private readonly ActorIndex _index = new();
    private readonly FreeKeys _free;
    private readonly ILeaseStore _store;
    private readonly TimeProvider _time;
    private readonly ProcessMonitor _monitor;
    private readonly FenceFloor _fence = new();

    /// <summary>Starts a service.</summary>
    /// <param name="options">The limits, the lease store and the rest. Default: <see cref="LocalLockOptions"/> as it
    /// comes.</param>
    /// <param name="time">The clocks. Default: the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public LocalLockService(LocalLockOptions? options = null, TimeProvider? time = null)
    {
        options ??= new LocalLockOptions();
        options.Validate();
        var clocks = time ?? TimeProvider.System;
        _limits = options.Limits;
        _store = options.Store;
        _time = clocks;
        _monitor = new ProcessMonitor(clocks, audit: options.Audit);
        ActorInstruments.Watch(this, _index.All);
        _idleAfter = options.IdleAfter;
        _deadlines = new Deadlines<LockActor>(
            clocks,
            static (actor, due) => actor.Wake(due),
            static (actor, _) => !actor.IsRetired,
            static _ => { }); // An actor reports its faults by itself.
        _create = key => new LockActor(
            key, options.Limits, options.Store, this, clocks, _fence.Token, _monitor, options.IdleAfter);
        _free = new FreeKeys(clocks, LetGo);
    }

    /// <summary>How many keys have an actor now.</summary>
    public int ActorCount => _index.Count;

    internal int DeadlineCount => _deadlines.Count;

    /// <inheritdoc/>
    public ValueTask<AcquireReply> AcquireAsync(
        LockKey key, LockRequest request, CancellationToken cancellationToken = default)
    {
        if (Volatile.Read(ref _disposed))
        {
            return new(new AcquireReply(LockOutcome.Unavailable));
        }

        if (_limits.Check(key, request) is { } violation)
        {
            return new(AcquireReply.Reject(violation));
        }

        var first = ActorOf(key).AcquireAsync(request, this, cancellationToken);
        if (!first.IsCompletedSuccessfully)
        {
            return first;
        }

        // Most locks are free, and without a lease store their grant is there at once.
        var reply = first.Result;
        return reply.Outcome == LockOutcome.Unavailable
            ? GoOnAsync(key, request, _time.Monotonic(), Task.FromResult(reply), cancellationToken)
            : new(reply);
    }

    /// <inheritdoc/>
    public ValueTask<RenewReply> ConfirmAsync(
        LockKey key, LeaseId lease, CancellationToken cancellationToken = default) =>
        ActorOf(key).ConfirmAsync(lease, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RenewReply> RenewAsync(
        LockKey key, LeaseId lease, TimeSpan ttl, CancellationToken cancellationToken = default)
    {
        var violation = _limits.CheckTtl(ttl);
        return violation is null
            ? ActorOf(key).RenewAsync(lease, ttl, cancellationToken)
            : new(new RenewReply(RenewOutcome.Rejected, Violation: violation));
    }

    /// <inheritdoc/>
    public ValueTask<ReleaseReply> ReleaseAsync(
        LockKey key, LeaseId lease, RequestId? hold = null, CancellationToken cancellationToken = default) =>
        ActorOf(key).ReleaseAsync(lease, hold, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CancelOutcome> CancelAsync(
        LockKey key, RequestId request, CancellationToken cancellationToken = default) =>
        ActorOf(key).CancelAsync(request, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RevokeOutcome> RevokeAsync(
        LockKey key, FencingToken? token = null, CancellationToken cancellationToken = default) =>
        ActorOf(key).RevokeAsync(token, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RevokeOutcome> RevokeAsync(
        LockKey key, FencingToken? token, RevokeNote note, CancellationToken cancellationToken = default) =>
        ActorOf(key).RevokeAsync(token, note, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<LockSnapshot> GetAsync(LockKey key, CancellationToken cancellationToken = default)
    {
        var actor = ActorOf(key);
        if (await actor.DescribeAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false) is not { } found)
        {
            throw new LockUnavailableException(key);
        }

        actor.NoteIfFree();
        return found with { Member = _monitor.Source };
    }

    /// <inheritdoc/>
    public ValueTask<LockPage> ListAsync(LockQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        var page = LockPages.Of(_index, query);
        return new(page with { Locks = [.. page.Locks.Select(found => found with { Member = _monitor.Source })] });
    }

    void IActorHost.WakeAt(LockActor actor, TimeSpan due) => _deadlines.Add(actor, due);

    void IActorHost.BecameFree(LockActor actor, TimeSpan due) => _free.Add(actor, due);

    // Never the retired one again: others may have come and gone since, and it does not know their tokens.
    LockActor IActorSuccession.Successor(LockActor retired) => ActorOf(retired.Key);

    // Within the broken actor's turn, which no other actor's turn waits for.
    void IActorHost.OnFault(LockActor broken)
    {
        _fence.Raise(broken.Fence);
        var fresh = _create(broken.Key);
        if (!_store.IsDurable)
        {
            fresh.Resume(MachineState.AfterFault(broken.Fence, _limits));
        }

        if (_actors.TryUpdate(broken.Key, fresh, broken))
        {
            _index.Remove(broken);
            Enter(fresh);
        }
    }

    private LockActor ActorOf(LockKey key)
    {
        while (true)
        {
            if (_actors.TryGetValue(key, out var there))
            {
                return there;
            }

            var fresh = _create(key);
            if (_actors.TryAdd(key, fresh))
            {
                Enter(fresh);
                return fresh;
            }
        }
    }

    private void Enter(LockActor actor)
    {
        _index.Add(actor);
        if (actor.IsRetired)
        {
            // It went before it had come.
            _index.Remove(actor);
        }
    }

    private void LetGo(LockActor actor, bool mayForget)
    {
        if (!actor.TryRetire(mayForget ? TimeSpan.Zero : _idleAfter, Remove))
        {
            actor.NoteIfFree();
        }
    }

    private void Remove(LockActor actor)
    {
        _fence.Raise(actor.Fence);
        _actors.TryRemove(KeyValuePair.Create(actor.Key, actor));
        _index.Remove(actor);

        // A lease that was released long before its time left a deadline, which would keep the actor until then.
        _deadlines.NotePointless();
    }
}
