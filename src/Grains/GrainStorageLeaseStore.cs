using LockActors.Actors;
using LockActors.Engine;
using LockActors.Monitoring;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace LockActors.Grains;

/// <summary>Keeps leases in a grain storage of the application: every change is a write that the storage makes only
/// if the row still has the version (ETag) that this silo knows.</summary>
/// <remarks>
/// The storage ends no lease by itself and no clocks are compared: a lease that this silo did not write counts as held
/// until its whole time to live has passed since this silo first saw that version of its row. A renewal changes the
/// version, so a silo that replaces a lease knows that it was not renewed. This is how the lock client of DynamoDB
/// takes over leases. Rows are never deleted here: a row that was deleted and made again may have an old version
/// number, which a silo that was frozen could still write over (ADR 20).
/// </remarks>
internal sealed class GrainStorageLeaseStore : ILeaseStore, ILeaseStoreHealth
{
    /// <summary>So often a change is tried anew after another silo wrote first.</summary>
    private const int Attempts = 4;

    /// <summary>Read to see whether the storage answers.</summary>
    private static readonly LockKey Spare = LockKey.Parse("lockactors/health");

    private readonly IGrainStorage _storage;
    private readonly string _name;
    private readonly GrainStorageOptions _options;
    private readonly TimeProvider _time;
    private readonly SeenRows _seen;
    private readonly StorageCalls _calls;

    public GrainStorageLeaseStore(
        IGrainStorage storage, string name, GrainStorageOptions options, TimeProvider time, ILogger log)
    {
        _storage = storage;
        _name = name;
        _options = options;
        _time = time;
        _seen = new SeenRows(time);
        _calls = new StorageCalls(storage, name, options, time, log);
    }

    public bool IsDurable => true;

    /// <summary>Whether leases end with the silos that have them in their memory.</summary>
    public bool IsInMemory => _storage.GetType().Name == "MemoryGrainStorage";

    public TimeSpan Linger => _options.Linger;

    public ValueTask<StoreReply> PlaceAsync(LockKey key, StoreEffect effect) =>
        ChangeAsync(key, effect, "grant", Place);

    public ValueTask<StoreReply> ReplaceAsync(LockKey key, StoreEffect effect) => PlaceAsync(key, effect);

    public ValueTask<StoreReply> ExtendAsync(LockKey key, StoreEffect effect) => effect.Ttl == TimeSpan.Zero
        ? LookAsync(key, effect)
        : ChangeAsync(key, effect, "renew", Extend);

    public ValueTask<StoreReply> RemoveAsync(LockKey key, StoreEffect effect) =>
        ChangeAsync(key, effect, "release", Remove);

    public async ValueTask<StoredState> LoadAsync(LockKey key) =>
        await ReadAsync(key).ConfigureAwait(false) is { } seen
            ? new StoredState(IsKnown: true, seen.ToLease(_time.Monotonic()), seen.Fence)
            : StoredState.Unanswered(_calls.Failure);

    /// <summary>Only lock services use these rows.</summary>
    public IDisposable? WatchOutside(LockKey key, Action onFreed) => null;

    public string Kind => "storage";

    /// <summary>Writes, as a grant does: a storage that is full may still be read.</summary>
    public async ValueTask<string?> CheckAsync(LockKey spare)
    {
        if (await _calls.ReadAsync(spare).ConfigureAwait(false) is not { } seen)
        {
            return _calls.Failure;
        }

        // That another silo wrote first is an answer, too.
        var (outcome, _) = await _calls.WriteAsync(spare, "check", seen.Row, seen.ETag).ConfigureAwait(false);
        return outcome == StoreOutcome.Failed ? _calls.Failure : null;
    }

    public async ValueTask<IReadOnlyList<StoreMaster>> AskAsync(CancellationToken cancellationToken = default)
    {
        var start = _time.Monotonic();
        var answers = await _calls.ReadAsync(Spare).WaitAsync(cancellationToken).ConfigureAwait(false)
            is not null;
        var isUp = answers && _calls.WriteFailure is null;
        return
        [
            new StoreMaster
            {
                EndPoint = _name,
                Up = answers,
                Latency = answers ? _time.Monotonic() - start : null,
                ReadOnly = answers && !isUp,
                Votes = isUp,
            },
        ];
    }

    /// <summary>Names the store in errors.</summary>
    public override string ToString() => $"grain storage '{_name}' ({_storage.GetType().Name})";

    /// <summary>What the row becomes by a change, or why it is refused. What this silo remembers may be old: a refusal
    /// counts only when the row was just read.</summary>
    private delegate StoreRefusal? Edit(SeenRow seen, in StoreEffect effect, TimeSpan now, out LeaseRow row);

    private async ValueTask<StoreReply> ChangeAsync(LockKey key, StoreEffect effect, string verb, Edit edit)
    {
        var seen = _seen.Find(key);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var isRead = seen is null;
            seen ??= await ReadAsync(key).ConfigureAwait(false);
            if (seen is null)
            {
                return StoreReply.Unanswered(_calls.Failure);
            }

            if (edit(seen, effect, _time.Monotonic(), out var row) is { } refusal)
            {
                if (isRead)
                {
                    return new StoreReply(StoreOutcome.Refused, refusal);
                }
            }
            else
            {
                var (outcome, written) = await _calls.WriteAsync(key, verb, row, seen.ETag).ConfigureAwait(false);
                if (outcome == StoreOutcome.Done)
                {
                    _seen.Note(key, written!);
                    return StoreReply.Done;
                }

                if (outcome == StoreOutcome.Failed)
                {
                    // It may have been made, or be made later: the row is read before anything is decided.
                    _seen.Doubt(key);
                    return StoreReply.Unanswered(_calls.Failure);
                }
            }

            seen = null;
        }

        return StoreReply.Unanswered("other silos write to the lock all the time");
    }

    private async ValueTask<StoreReply> LookAsync(LockKey key, StoreEffect effect)
    {
        if (await ReadAsync(key).ConfigureAwait(false) is not { } seen)
        {
            return StoreReply.Unanswered(_calls.Failure);
        }

        return seen.Lease == effect.Lease
            ? StoreReply.Done
            : new StoreReply(StoreOutcome.Refused, Missing(seen, _time.Monotonic()));
    }

    private async ValueTask<SeenRow?> ReadAsync(LockKey key) =>
        await _calls.ReadAsync(key).ConfigureAwait(false) is { } read ? _seen.Note(key, read) : null;

    private static StoreRefusal? Place(SeenRow seen, in StoreEffect effect, TimeSpan now, out LeaseRow row)
    {
        row = seen.Row;
        var heldFor = seen.HeldFor(now);
        var isMine = seen.Lease == effect.Lease
            || (seen.Lease == effect.Old && seen.TtlLeft(now) <= effect.OldLeftAtMost);
        if (heldFor > TimeSpan.Zero && !isMine)
        {
            return new StoreRefusal(StoreRefusalKind.HeldByOther, heldFor, seen.Fence);
        }

        if (effect.Token <= seen.Fence)
        {
            return new StoreRefusal(StoreRefusalKind.FenceTooLow, Fence: seen.Fence);
        }

        row = new LeaseRow
        {
            Lease = effect.Lease.ToBits(),
            Token = effect.Token.Value,
            TokenBlock = effect.TokenBlock,
            TtlMs = Milliseconds(effect.Ttl),
            Holder = effect.Holder.Value,
            Scope = effect.ReentrancyScope.ToBits(),
            Request = effect.Request.Value,
            Fence = effect.Token.Value + effect.TokenBlock - 1,
        };
        return null;
    }

    private static StoreRefusal? Extend(SeenRow seen, in StoreEffect effect, TimeSpan now, out LeaseRow row)
    {
        row = seen.Row;
        if (seen.Lease != effect.Lease)
        {
            return Missing(seen, now);
        }

        // Never less than is left: an extension that lands late must not shorten a later one.
        var left = seen.TtlLeft(now);
        row = seen.Row.Copy();
        row.TtlMs = Milliseconds(left > effect.Ttl ? left : effect.Ttl);
        row.IsReentered |= effect.IsReentered;
        return null;
    }

    private static StoreRefusal? Remove(SeenRow seen, in StoreEffect effect, TimeSpan now, out LeaseRow row)
    {
        row = new LeaseRow { Fence = seen.Row.Fence };
        return seen.Lease == effect.Lease && seen.TtlLeft(now) <= effect.OldLeftAtMost ? null : Missing(seen, now);
    }

    private static StoreRefusal Missing(SeenRow seen, TimeSpan now) => seen.HeldFor(now) is var left
        && left > TimeSpan.Zero
            ? new StoreRefusal(StoreRefusalKind.HeldByOther, left, seen.Fence)
            : new StoreRefusal(StoreRefusalKind.Absent, Fence: seen.Fence);

    private static long Milliseconds(TimeSpan span) => Math.Max(1, (long)Math.Ceiling(span.TotalMilliseconds));
}
