using LockActors.Actors;
using LockActors.Engine;
using LockActors.Monitoring;
using Microsoft.Extensions.Logging;

namespace LockActors.Redis;

/// <summary>Keeps leases in one Redis: each change is one atomic script, and a lease is a plain key set with <c>SET NX
/// PX</c>, so that clients which know only Redis are excluded, and exclude this service.</summary>
/// <remarks>Docs: SAFETY.md tells what one Redis promises. A failover to a replica may forget the newest
/// leases.</remarks>
internal sealed class RedisLeaseStore : ILeaseStore, ILeaseStoreHealth, IAsyncDisposable, IDisposable
{
    private readonly RedisLeaseOptions _options;
    private readonly RedisCommands _commands;
    private readonly RedisMaster _master;
    private readonly WriteProbe _probe;

    public RedisLeaseStore(RedisLeaseOptions options, TimeProvider time, ILogger log)
    {
        _options = options;
        _commands = new RedisCommands(options);
        _probe = new WriteProbe(time);
        _master = new RedisMaster(options.Masters[0], time, log, members: null);
    }

    public bool IsDurable => true;

    public bool PlacesUnseen => true;

    public TimeSpan Linger => _options.Linger;

    public async ValueTask<StoreReply> PlaceAsync(LockKey key, StoreEffect effect) =>
        Reply(await _commands.PlaceAsync(_master, key, effect, _options.CommandTimeout).ConfigureAwait(false));

    public ValueTask<StoreReply> ReplaceAsync(LockKey key, StoreEffect effect) => PlaceAsync(key, effect);

    public async ValueTask<StoreReply> ExtendAsync(LockKey key, StoreEffect effect) => Reply(
        await _commands.ExtendAsync(_master, key, effect, placeAgain: false, _options.CommandTimeout)
            .ConfigureAwait(false));

    public async ValueTask<StoreReply> RemoveAsync(LockKey key, StoreEffect effect) => Reply(
        await _commands.RemoveAsync(_master, key, effect.Lease, effect.OldLeftAtMost, _options.CommandTimeout)
            .ConfigureAwait(false));

    public async ValueTask<StoreReply> RemoveOverlongAsync(LockKey key, StoreEffect effect) => Reply(
        await _commands.RemoveOverlongAsync(_master, key, effect.Longest, "", _options.CommandTimeout)
            .ConfigureAwait(false));

    public async ValueTask<StoredState> LoadAsync(LockKey key)
    {
        if (await _commands.LoadAsync(_master, key, _options.CommandTimeout).ConfigureAwait(false) is not { } state)
        {
            return StoredState.Unanswered(_master.Failure);
        }

        return new StoredState(
            IsKnown: true, FenceText.LeaseOf(state.Fence, state.Held, state.Left), FenceText.TokenOf(state.Fence));
    }

    public async ValueTask<TimeSpan?> LookOutsideAsync(LockKey key) =>
        (await _commands.LoadAsync(_master, key, _options.CommandTimeout).ConfigureAwait(false))?.Outside;

    public ValueTask<string?> CheckAsync(LockKey spare) => _probe.RunAsync(this, spare);

    public IDisposable? WatchOutside(LockKey key, Action onFreed) =>
        KeyWatch.Begin(_master, _commands.NameOf(key), onFreed);

    public string Kind => "redis";

    public async ValueTask<IReadOnlyList<StoreMaster>> AskAsync(CancellationToken cancellationToken = default) =>
        [await _master.AskHealthAsync(_options.CommandTimeout).WaitAsync(cancellationToken).ConfigureAwait(false)];

    public ValueTask DisposeAsync() => _master.DisposeAsync();

    /// <summary>For a container that is not disposed asynchronously: does the same, and does not wait for it.</summary>
    public void Dispose() => Background.Run(() => DisposeAsync().AsTask(), static _ => { });

    /// <summary>Names the store in errors.</summary>
    public override string ToString() => $"Redis {_master.Name}";

    private static StoreReply Reply(in MasterReply reply) => reply.Answer switch
    {
        MasterResultCode.Done => StoreReply.Done,
        MasterResultCode.HeldByOther => StoreReply.Refused(StoreRefusalKind.HeldByOther, reply.HeldFor, reply.Fence),
        MasterResultCode.FenceTooLow => StoreReply.Refused(StoreRefusalKind.FenceTooLow, fence: reply.Fence),
        MasterResultCode.Absent => StoreReply.Refused(StoreRefusalKind.Absent, fence: reply.Fence),
        _ => StoreReply.Unanswered(reply.Cause),
    };
}
