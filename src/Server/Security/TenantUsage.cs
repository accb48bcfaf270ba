using LockActors.Wire;

namespace LockActors.Server.Security;

/// <summary>What is in use below the prefixes of one API key: as the service listed it lately, and what this server did
/// since.</summary>
internal sealed class TenantUsage(ApiKeyEntry entry, ILockService service, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>Longer than a request is ever held open; who waits comes back sooner.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly Lock _turn = new();
    private readonly Dictionary<(LockKey, RequestId), (TimeSpan First, TimeSpan Last)> _waiting = [];
    private HashSet<LockKey> _keys = [];

    /// <summary>When the last listing began: what came before is in it.</summary>
    private TimeSpan _askedAt = TimeSpan.MinValue;

    /// <summary>When it was there. It may have taken long.</summary>
    private TimeSpan _readAt = TimeSpan.MinValue;
    private TimeSpan _endedAt = TimeSpan.MinValue;
    private int _listed;

    /// <summary>Makes room for a request, or says why there is none. A request that waits already keeps its
    /// room.</summary>
    public async ValueTask<string?> TakeAsync(LockKey key, LockRequest request, CancellationToken cancellationToken)
    {
        await RefreshAsync(IsFresh, cancellationToken).ConfigureAwait(false);
        if (Take(key, request) is null)
        {
            return null;
        }

        // Something may have ended since, and no client is refused by an old listing.
        await RefreshAsync(HasAllEnds, cancellationToken).ConfigureAwait(false);
        return Take(key, request);
    }

    private string? Take(LockKey key, LockRequest request)
    {
        lock (_turn)
        {
            var now = time.Monotonic();
            if (_waiting.TryGetValue((key, request.Id), out var known) && now - known.Last <= Remembered)
            {
                _waiting[(key, request.Id)] = known with { Last = now };
                return null;
            }

            var isUsed = _keys.Contains(key);
            if (!isUsed && _keys.Count >= entry.MaxLocks)
            {
                return $"{entry.Name} uses {_keys.Count} locks; its limit is {entry.MaxLocks}.";
            }

            var waiters = _listed + _waiting.Values.Count(seen => seen.First >= _askedAt);
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
                _endedAt = time.Monotonic();
            }
        }
    }

    /// <summary>A lease ended, so the last listing has too much.</summary>
    public void OnEnded()
    {
        lock (_turn)
        {
            _endedAt = time.Monotonic();
        }
    }

    /// <summary>A request was given up.</summary>
    public void OnCancelled(LockKey key, RequestId request) => Conclude(key, request, LockOutcome.Ended);

    private async ValueTask RefreshAsync(Func<bool> isGood, CancellationToken cancellationToken)
    {
        if (isGood())
        {
            return;
        }

        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!isGood())
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
            return _readAt > TimeSpan.MinValue && time.Monotonic() - _readAt < Fresh;
        }
    }

    private bool HasAllEnds()
    {
        lock (_turn)
        {
            return _askedAt > _endedAt;
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
            (_keys, _listed, _askedAt, _readAt) = (keys, waiters, asked, time.Monotonic());
            foreach (var (request, seen) in _waiting.ToList())
            {
                if (asked - seen.Last > Remembered)
                {
                    _waiting.Remove(request);
                }
                else if (seen.First >= asked)
                {
                    // Let in while the listing was made, so perhaps not in it.
                    _keys.Add(request.Item1);
                }
            }
        }
    }
}
