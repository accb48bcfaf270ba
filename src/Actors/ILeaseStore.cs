using LockActors.Engine;

namespace LockActors.Actors;

/// <summary>Where leases are kept outside the actor. Every change is conditional and safe to repeat, and every call
/// answers in bounded time, with <see cref="StoreReply.Failed"/> when the outcome is not known.</summary>
/// <remarks>One call at a time is under way for a key. Methods do not throw for operating errors.</remarks>
public interface ILeaseStore
{
    /// <summary>Whether an actor that starts must ask what is there. False where every actor's memory is the only
    /// truth.</summary>
    bool IsDurable { get; }

    /// <summary>Whether a lease may be placed before <see cref="LoadAsync"/> told what is there: where another one
    /// stands, or the fence is higher, <see cref="PlaceAsync"/> refuses and changes nothing. Default: no.</summary>
    bool PlacesUnseen => false;

    /// <summary>The longest time to live that the store was made for; longer leases would not be safe in it. Default:
    /// no limit.</summary>
    TimeSpan LongestTtl => TimeSpan.MaxValue;

    /// <summary>How long a lease that was released without waiters stays in the store, so that the next acquire
    /// replaces it in one step instead of a removal and a placing. Zero where changes cost nothing.</summary>
    TimeSpan Linger { get; }

    /// <summary>Puts the lease where there is none and its tokens are higher than any before. The same lease again is
    /// placed again.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="effect">The lease, its tokens and its time to live.</param>
    ValueTask<StoreReply> PlaceAsync(LockKey key, StoreEffect effect);

    /// <summary>Puts the new lease where the old one is, in one step, if the old one has at most
    /// <see cref="StoreEffect.OldLeftAtMost"/> left.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="effect">Both leases, the tokens and the time to live.</param>
    ValueTask<StoreReply> ReplaceAsync(LockKey key, StoreEffect effect);

    /// <summary>Gives the lease this time to live, from now on, if the lease is there and has less left: an extension
    /// that lands late must not shorten a later one. A time to live of zero only looks whether the lease is there;
    /// where nothing is there, the refusal names the highest fencing token that the store still knows.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="effect">The lease and its time to live.</param>
    ValueTask<StoreReply> ExtendAsync(LockKey key, StoreEffect effect);

    /// <summary>Takes the lease away if it is there and has at most <see cref="StoreEffect.OldLeftAtMost"/>
    /// left.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="effect">The lease.</param>
    ValueTask<StoreReply> RemoveAsync(LockKey key, StoreEffect effect);

    /// <summary>Takes away what stands there with more than <see cref="StoreEffect.Longest"/> left, whatever it is, but
    /// nothing without an end. Done when something was taken away. Default: there is never such a thing.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="effect">The longest that a lease can have left.</param>
    ValueTask<StoreReply> RemoveOverlongAsync(LockKey key, StoreEffect effect) =>
        new(StoreReply.Refused(StoreRefusalKind.Absent));

    /// <summary>What is there, when an actor starts.</summary>
    /// <param name="key">The lock.</param>
    ValueTask<StoredState> LoadAsync(LockKey key);

    /// <summary>Whether the store can do now what a grant needs, a write. Null when it can, or why not, for people.
    /// Default: whether it answers a read.</summary>
    /// <param name="spare">A lock that no client uses.</param>
    async ValueTask<string?> CheckAsync(LockKey spare)
    {
        var state = await LoadAsync(spare).ConfigureAwait(false);
        return state.IsKnown ? null : state.Cause ?? "no answer from the store";
    }

    /// <summary>For how much longer a foreign client holds the key, for people; <see cref="TimeSpan.MaxValue"/> without
    /// an end, and null when none does, as far as is known. Default: there are no foreign clients.</summary>
    /// <param name="key">The lock.</param>
    ValueTask<TimeSpan?> LookOutsideAsync(LockKey key) => new((TimeSpan?)null);

    /// <summary>Asks to be told when the key that a foreign client holds may have become free. A hint only: the actor
    /// looks now and then by itself.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="onFreed">Called from any thread, possibly more than once.</param>
    /// <returns>Ends the watch when disposed.</returns>
    IDisposable? WatchOutside(LockKey key, Action onFreed);
}
