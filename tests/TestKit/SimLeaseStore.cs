using LockActors.Actors;
using LockActors.Engine;

namespace LockActors.TestKit;

/// <summary>What a lease store must do, for one key and without I/O: the five verbs of <see cref="ILeaseStore"/> as
/// plain functions of the store's own time. Leases end by themselves.</summary>
public sealed class SimLeaseStore
{
    private StoreEffect _placed;
    private TimeSpan _until;
    private bool _outside;

    /// <summary>The highest fencing token that was stored.</summary>
    public long Fence { get; private set; }

    /// <summary>The lease that is there.</summary>
    public LeaseId LeaseAt(TimeSpan now) => now < _until && !_outside ? _placed.Lease : default;

    public StoreReply Apply(in StoreEffect effect, TimeSpan now) => effect.Verb switch
    {
        StoreVerb.Place => Place(effect, now),
        StoreVerb.Replace => Replace(effect, now),
        StoreVerb.Extend => Extend(effect, now),
        StoreVerb.Remove => Remove(effect, now),
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect.Verb, "not a change"),
    };

    public StoredState Load(TimeSpan now)
    {
        var lease = LeaseAt(now);
        return new StoredState(IsKnown: true, lease.IsNone ? null : Restored(now), new FencingToken(Fence));
    }

    /// <summary>A client that does not ask the service takes the key, if it is free.</summary>
    public bool TakeFromOutside(TimeSpan ttl, TimeSpan now)
    {
        if (now < _until)
        {
            return false;
        }

        _outside = true;
        _until = now + ttl;
        return true;
    }

    /// <summary>The store loses the key; <paramref name="withFence"/>: and everything else.</summary>
    public void LoseData(bool withFence = false)
    {
        _until = TimeSpan.Zero;
        Fence = withFence ? 0 : Fence;
    }

    private StoreReply Place(in StoreEffect effect, TimeSpan now)
    {
        var there = LeaseAt(now);
        if (there != effect.Lease && now < _until)
        {
            return StoreReply.Refused(StoreRefusalKind.HeldByOther, heldFor: _until - now);
        }

        return Put(effect, now);
    }

    private StoreReply Replace(in StoreEffect effect, TimeSpan now)
    {
        if (now >= _until)
        {
            return StoreReply.Refused(StoreRefusalKind.Absent);
        }

        var there = LeaseAt(now);
        var replaceable = there == effect.Lease || (there == effect.Old && _until - now <= effect.OldLeftAtMost);
        return replaceable
            ? Put(effect, now)
            : StoreReply.Refused(StoreRefusalKind.HeldByOther, heldFor: _until - now);
    }

    private StoreReply Put(in StoreEffect effect, TimeSpan now)
    {
        if (effect.Token.Value <= Fence)
        {
            return StoreReply.Refused(StoreRefusalKind.FenceTooLow, fence: new FencingToken(Fence));
        }

        _placed = effect;
        _outside = false;
        _until = now + effect.Ttl;
        Fence = effect.Token.Value + effect.TokenBlock - 1;
        return StoreReply.Done;
    }

    private StoreReply Extend(in StoreEffect effect, TimeSpan now)
    {
        if (LeaseAt(now) != effect.Lease)
        {
            return Missing(now);
        }

        _placed = _placed with { IsReentered = _placed.IsReentered || effect.IsReentered };

        // An extension that lands late must not shorten a later one.
        _until = now + effect.Ttl > _until ? now + effect.Ttl : _until;
        return StoreReply.Done;
    }

    private StoreReply Remove(in StoreEffect effect, TimeSpan now)
    {
        if (LeaseAt(now) != effect.Lease || _until - now > effect.OldLeftAtMost)
        {
            return Missing(now);
        }

        _until = TimeSpan.Zero;
        return StoreReply.Done;
    }

    private StoreReply Missing(TimeSpan now) => now < _until
        ? StoreReply.Refused(StoreRefusalKind.HeldByOther, heldFor: _until - now)
        : StoreReply.Refused(StoreRefusalKind.Absent);

    private RestoredLease Restored(TimeSpan now) => new()
    {
        Lease = _placed.Lease,
        Token = _placed.Token,
        TokenBlock = _placed.TokenBlock,
        Holder = _placed.Holder,
        ReentrancyScope = _placed.ReentrancyScope,
        Request = _placed.Request,
        IsReentered = _placed.IsReentered,
        Left = _until - now,
    };
}
