using LockActors.Engine;
using LockActors.Redis.Scripts;
using StackExchange.Redis;

namespace LockActors.Redis;

/// <summary>The verbs of a lease store as scripts on one master, with their arguments.</summary>
internal sealed class RedisCommands(RedisLeaseOptions options)
{
    private readonly RedisKeys _keys = new(options.KeyPrefix);

    public string NameOf(LockKey key) => _keys.NameOf(key);

    /// <summary>Places a lease, or replaces the one that the effect names. A lease to replace that is gone need not be
    /// there: whoever released it knows that nobody holds it.</summary>
    public Task<MasterReply> PlaceAsync(RedisMaster master, LockKey key, StoreEffect effect, TimeSpan timeout) =>
        master.ChangeAsync(
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
            ],
            timeout);

    public Task<MasterReply> ExtendAsync(
        RedisMaster master, LockKey key, StoreEffect effect, bool placeAgain, TimeSpan timeout) =>
        master.ChangeAsync(
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
                placeAgain ? 1 : 0,
                effect.IsReentered ? 1 : 0,
            ],
            timeout);

    /// <summary>Removes a lease. A master too young to vote may be cleaned all the same.</summary>
    public async Task<MasterReply> RemoveAsync(
        RedisMaster master, LockKey key, LeaseId lease, TimeSpan leftAtMost, TimeSpan timeout) =>
        await master.RunAsync(
            nameof(LeaseScripts.Remove),
            LeaseScripts.Remove,
            key,
            _keys.Of(key),
            [lease.Reveal(), LeftAtMost(leftAtMost)],
            timeout)
            .ConfigureAwait(false) is { } result
                ? MasterReply.Of((long[])result!)
                : MasterReply.Unknown;

    public async Task<MasterState?> LoadAsync(RedisMaster master, LockKey key, TimeSpan timeout) =>
        await master.RunAsync(nameof(LeaseScripts.Load), LeaseScripts.Load, key, _keys.Of(key), [], timeout)
            .ConfigureAwait(false) is { } result
                ? MasterState.Of((RedisResult[])result!)
                : null;

    private static long Milliseconds(TimeSpan span) => Math.Max(1, (long)Math.Ceiling(span.TotalMilliseconds));

    private static long LeftAtMost(TimeSpan span) => span == TimeSpan.MaxValue ? -1 : Milliseconds(span);

    /// <summary>The fence outlives the lease that it stands for.</summary>
    private long Retention(in StoreEffect effect) => Milliseconds(options.FenceRetention + effect.Ttl);
}
