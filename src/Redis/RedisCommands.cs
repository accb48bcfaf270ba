using LockActors.Engine;
using LockActors.Redis.Scripts;
using StackExchange.Redis;

namespace LockActors.Redis;

/// <summary>The verbs of a lease store as scripts on one master, with their arguments.</summary>
internal sealed class RedisCommands(RedisLeaseOptions options)
{
    private const long AnyToken = -1;

    /// <summary>Where a script's call puts its number.</summary>
    private static readonly RedisValue Number = RedisValue.Null;

    private readonly RedisKeys _keys = new(options.KeyPrefix);

    public string NameOf(LockKey key) => _keys.NameOf(key);

    /// <summary>Places a lease, or replaces the one that the effect names. A lease to replace that is gone need not be
    /// there: the actor that released it knows that it is not held.</summary>
    public Task<MasterReply> PlaceAsync(RedisMaster master, LockKey key, StoreEffect effect, TimeSpan timeout)
    {
        var placing = SendPlaceAsync(master, key, effect, timeout);
        return master.Arrivals?.Add(effect.Lease, placing) ?? placing;
    }

    private async Task<MasterReply> SendPlaceAsync(
        RedisMaster master, LockKey key, StoreEffect effect, TimeSpan timeout)
    {
        using var change = master.Changes.Begin();
        var standing = await master.StandingAsync(timeout).ConfigureAwait(false);
        if (standing != MasterStanding.Voter)
        {
            return WithoutVote(master, standing);
        }

        var result = await master.RunAsync(
            nameof(LeaseScripts.Place),
            LeaseScripts.Place,
            key,
            _keys.Of(key),
            [
                effect.Lease.Reveal(),
                Milliseconds(effect.Ttl),
                effect.Token.Value,
                FenceText.LastToken(effect),
                FenceText.Of(effect),
                Retention(effect),
                effect.Old.IsNone ? "" : effect.Old.Reveal(),
                LeftAtMost(effect.OldLeftAtMost),
                Number,
            ],
            timeout).ConfigureAwait(false);
        return Read(master, LeaseScripts.Place, result);
    }

    /// <summary>Extends a lease. A young master extends what it has kept, and places nothing again.</summary>
    public Task<MasterReply> ExtendAsync(
        RedisMaster master, LockKey key, StoreEffect effect, bool placeAgain, TimeSpan timeout)
    {
        var extending = SendExtendAsync(master, key, effect, placeAgain, timeout);
        return placeAgain && master.Arrivals is { } arrivals ? arrivals.Add(effect.Lease, extending) : extending;
    }

    private async Task<MasterReply> SendExtendAsync(
        RedisMaster master, LockKey key, StoreEffect effect, bool placeAgain, TimeSpan timeout)
    {
        using var change = master.Changes.Begin();
        var standing = await master.StandingAsync(timeout).ConfigureAwait(false);
        if (standing is not (MasterStanding.Voter or MasterStanding.Young))
        {
            return WithoutVote(master, standing);
        }

        var result = await master.RunAsync(
            nameof(LeaseScripts.Extend),
            LeaseScripts.Extend,
            key,
            _keys.Of(key),
            [
                effect.Lease.Reveal(),
                Milliseconds(effect.Ttl),
                FenceText.LastToken(effect),
                FenceText.Of(effect),
                Retention(effect),
                placeAgain && standing == MasterStanding.Voter ? 1 : 0,
                effect.IsReentered ? 1 : 0,
                effect.Longest > TimeSpan.Zero ? Milliseconds(effect.Longest) : long.MaxValue,
                Number,
            ],
            timeout).ConfigureAwait(false);
        return Read(master, LeaseScripts.Extend, result);
    }

    /// <summary>Removes a lease. A master without a vote may be cleaned all the same.</summary>
    /// <param name="master">The master.</param>
    /// <param name="key">The lock.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="leftAtMost">The most time it may have left.</param>
    /// <param name="timeout">How long the master has.</param>
    /// <param name="lastToken">The last token of the placing that is undone; the same lease placed again stays.
    /// Default: whichever.</param>
    public async Task<MasterReply> RemoveAsync(
        RedisMaster master,
        LockKey key,
        LeaseId lease,
        TimeSpan leftAtMost,
        TimeSpan timeout,
        long lastToken = AnyToken)
    {
        using var change = master.Changes.Begin();

        // A majority decides, so the lease may still be on its way to this master, and must not be overtaken.
        if (master.Arrivals is { } arrivals)
        {
            await arrivals.Of(lease).ConfigureAwait(false);
        }

        var result = await master.RunAsync(
            nameof(LeaseScripts.Remove),
            LeaseScripts.Remove,
            key,
            _keys.Of(key),
            [lease.Reveal(), LeftAtMost(leftAtMost), lastToken, Number],
            timeout).ConfigureAwait(false);
        return Read(master, LeaseScripts.Remove, result);
    }

    /// <summary>Removes what lasts longer than any lease can.</summary>
    /// <param name="master">The master.</param>
    /// <param name="key">The lock.</param>
    /// <param name="longest">The longest that a lease can have left.</param>
    /// <param name="seen">The only value to remove; empty for any.</param>
    /// <param name="timeout">How long the master has.</param>
    public async Task<MasterReply> RemoveOverlongAsync(
        RedisMaster master, LockKey key, TimeSpan longest, string seen, TimeSpan timeout)
    {
        using var change = master.Changes.Begin();
        var result = await master.RunAsync(
            nameof(LeaseScripts.RemoveOverlong),
            LeaseScripts.RemoveOverlong,
            key,
            _keys.Of(key),
            [Milliseconds(longest), seen, Number],
            timeout).ConfigureAwait(false);
        return Read(master, LeaseScripts.RemoveOverlong, result);
    }

    public async Task<MasterState?> LoadAsync(RedisMaster master, LockKey key, TimeSpan timeout) =>
        await master.RunAsync(nameof(LeaseScripts.Load), LeaseScripts.Load, key, _keys.Of(key), [Number], timeout)
            .ConfigureAwait(false) is { } result
                ? MasterState.Of(result)
                : null;

    /// <summary>One that has not said enough of itself has said nothing of the lease either.</summary>
    private static MasterReply WithoutVote(RedisMaster master, MasterStanding standing) =>
        standing == MasterStanding.Unknown
            ? MasterReply.Unanswered(master.WhyNoVote())
            : new MasterReply(MasterResultCode.NoVote, Cause: master.WhyNoVote());

    private static MasterReply Read(RedisMaster master, RedisScript script, RedisResult? result) => result is null
        ? MasterReply.Unanswered(master.Failure)
        : MasterReply.Of(result, LeaseScripts.AnswersTo(script));

    private static long Milliseconds(TimeSpan span) => Math.Max(1, (long)Math.Ceiling(span.TotalMilliseconds));

    private static long LeftAtMost(TimeSpan span) => span == TimeSpan.MaxValue ? -1 : Milliseconds(span);

    /// <summary>The fence outlives the lease that it stands for.</summary>
    private long Retention(in StoreEffect effect) => Milliseconds(options.FenceRetention + effect.Ttl);
}
