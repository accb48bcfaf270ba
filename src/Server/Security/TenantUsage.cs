using LockActors.Wire;

namespace LockActors.Server.Security;

/// <summary>What is in use below the prefixes of one API key: as the service listed it lately, and what this server did
/// since.</summary>
internal sealed class TenantUsage(ApiKeyEntry entry, ILockService service, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly Lock _turn = new();
    private readonly Dictionary<(LockKey, RequestId), (TimeSpan First, TimeSpan Last)> _waiting = [];
    private HashSet<LockKey> _keys = [];
    private TimeSpan? _readAt;
    private int _listed;

    /// <summary>Makes room for a request, or says why there is none. A request that waits already keeps its
    /// room.</summary>
    public async ValueTask<string?> TakeAsync(LockKey key, LockRequest request, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        lock (_turn)
        {
            var now = time.Monotonic();
            if (_waiting.TryGetValue((key, request.Id), out var known))
            {
                _waiting[(key, request.Id)] = known with { Last = now };
                return null;
            }

            var isUsed = _keys.Contains(key);
            if (!isUsed && _keys.Count >= entry.MaxLocks)
            {
                return $"{entry.Name} uses {_keys.Count} locks; its limit is {entry.MaxLocks}.";
            }

            // The listing has those that came before it.
            var waiters = _listed + _waiting.Values.Count(seen => seen.First >= _readAt);
            if (isUsed && request.Wait > TimeSpan.Zero && waiters >= entry.MaxWaiters)
            {
                return $"{entry.Name} has {waiters} waiters; its limit is {entry.MaxWaiters}.";
            }

            _keys.Add(key);
            _waiting[(key, request.Id)] = (now, now);
            return null;
        }
    }

    /// <summary>A request that was let in is answered.</summary>
    public void Conclude(LockKey key, RequestId request, LockOutcome outcome)
    {
        lock (_turn)
        {
            if (outcome != LockOutcome.Queued)
            {
                _waiting.Remove((key, request));
            }

            if (outcome is not (LockOutcome.Granted or LockOutcome.Queued))
            {
                // Whether the lock is in use is for the next listing to say.
                _readAt = null;
            }
        }
    }

    /// <summary>A lease ended, so the last listing is old.</summary>
    public void OnEnded()
    {
        lock (_turn)
        {
            _readAt = null;
        }
    }

    private async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        if (IsFresh())
        {
            return;
        }

        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!IsFresh())
            {
                await ReadAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    private bool IsFresh()
    {
        lock (_turn)
        {
            return time.Monotonic() - _readAt < Fresh;
        }
    }

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        var keys = new HashSet<LockKey>();
        var waiters = 0;
        var asked = time.Monotonic();
        await foreach (var page in service.PagesAsync(entry, cancellationToken).ConfigureAwait(false))
        {
            foreach (var found in page.Locks)
            {
                keys.Add(found.Key);
                waiters += found.WaiterCount;
            }
        }

        lock (_turn)
        {
            _keys = keys;
            _listed = waiters;
            _readAt = asked;
            foreach (var (request, _) in _waiting.Where(seen => _readAt - seen.Value.Last > Remembered).ToList())
            {
                _waiting.Remove(request);
            }
        }
    }
}
