using LockActors.Monitoring;

namespace LockActors.Engine;

public sealed partial class LockMachine
{
    private bool _frozen;

    /// <summary>Starts no further change of the lease store, so that the key can move to another machine once the one
    /// under way is over.</summary>
    public void Freeze() => _frozen = true;

    /// <summary>What the machine that takes this one's place must know. After <see cref="Freeze"/>, while no change of
    /// the lease store is under way; no command follows.</summary>
    /// <param name="now">The time.</param>
    public MachineState Save(Moment now)
    {
        Begin(now);
        Invariant.Require(_frozen && _effect.Verb == StoreVerb.None && _candidate is null);
        var at = now.Monotonic;
        return new MachineState
        {
            Fence = Fence,
            Lease = _lease.IsHeld ? SaveLease(at) : null,
            Waiters = SaveWaiters(at),
            StaleLeases = _staleLeases.Save(at),
            Ended = _ended.Save(),
            PausedFor = Left(_grantsFrom, at),
            LostLease = _pausedFor,
            LostHold = _pausedForHold,
            IsHeldOutside = _heldOutside,
            LastEnded = _lastEnded,
        };
    }

    /// <summary>Takes the place of a machine that left. The first command of a machine, or not at all.</summary>
    /// <param name="state">What that machine knew. The time on the way is given to every waiter and holder.</param>
    /// <param name="now">The time.</param>
    /// <remarks>The lease counts as found in the store: on the way it may have run out there, so a caller that asks for
    /// its time is answered after the store was asked.</remarks>
    public Decision Resume(MachineState state, Moment now)
    {
        ArgumentNullException.ThrowIfNull(state);
        Invariant.Require(!_lease.IsHeld && _candidate is null && _queue.Count == 0 && !_frozen);
        Begin(now);
        _awaitsRestore = false;

        // The queue came along in its order, whatever later calls say of their waits.
        _orderUntil = TimeSpan.MinValue;
        var at = now.Monotonic;
        _lastToken = Math.Max(_lastToken, state.Fence.Value);
        _grantsFrom = state.PausedFor > TimeSpan.Zero ? at + state.PausedFor : _grantsFrom;
        _pausedFor = state.LostLease;
        _pausedForHold = state.LostHold;
        _heldOutside = state.IsHeldOutside;
        _lastEnded = state.LastEnded;
        foreach (var ended in state.Ended)
        {
            _ended.Add(ended.Request, ended.Lease, ended.Reason);
        }

        foreach (var stale in state.StaleLeases)
        {
            _staleLeases.Add(new(stale.Lease, at + stale.Left, stale.Guarded));
        }

        foreach (var waiter in state.Waiters)
        {
            var resumed = Rent();
            resumed.Resume(waiter, at, _limits.LivenessWindow);
            _queue.AddLast(resumed);
        }

        if (state.Lease is { } lease)
        {
            ResumeLease(lease, at);
        }

        return Finish();
    }

    private void ResumeLease(LeaseState lease, TimeSpan at)
    {
        Invariant.Require(lease.Holds.Count > 0);
        _lease = new Lease
        {
            Id = lease.Id,
            Holder = lease.Holder,
            Scope = lease.ReentrancyScope,
            Token = lease.Token,
            TokenBlock = lease.TokenBlock,
            Ttl = lease.Left,
            GrantedAt = at - lease.HeldFor,
            CountedFrom = at,
            Deadline = at + lease.KeptFor,
            FullDeadline = at + lease.KeptForIfConfirmed,
            Confirmed = lease.Confirmed,
            Restored = true,
            IsReentered = lease.IsReentered,
            MayHaveMoreHolds = lease.MayHaveMoreHolds,
        };
        foreach (var hold in lease.Holds)
        {
            _lease.AddHold(hold);
        }

        NoteLease(LockEventKind.Restored, _lease.FirstHold);
    }

    private LeaseState SaveLease(TimeSpan at) => new()
    {
        Id = _lease.Id,
        Holder = _lease.Holder,
        ReentrancyScope = _lease.Scope,
        Token = _lease.Token,
        TokenBlock = _lease.TokenBlock,
        Left = Left(_lease.CountedFrom + _lease.Ttl, at),
        KeptFor = _lease.Deadline - at,
        KeptForIfConfirmed = _lease.FullDeadline - at,
        HeldFor = at - _lease.GrantedAt,
        Confirmed = _lease.Confirmed,
        IsReentered = _lease.IsReentered,
        MayHaveMoreHolds = _lease.MayHaveMoreHolds,
        Holds = _lease.Holds(),
    };

    private List<WaiterState> SaveWaiters(TimeSpan at)
    {
        var waiters = new List<WaiterState>(_queue.Count);
        for (var waiter = _queue.First; waiter is not null; waiter = waiter.Behind)
        {
            if (!waiter.NoWait && waiter.WaitUntil > at)
            {
                waiters.Add(waiter.Save(at));
            }
        }

        return waiters;
    }

    private static TimeSpan Left(TimeSpan until, TimeSpan at) => until > at ? until - at : TimeSpan.Zero;
}
