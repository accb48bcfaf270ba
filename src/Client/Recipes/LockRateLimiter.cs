using System.Threading.RateLimiting;

namespace LockActors.Client;

/// <summary>A lock as a rate limiter of one permit, for everything that takes a <see cref="RateLimiter"/>: at most one
/// caller at a time among all processes that use the same key.</summary>
/// <remarks>Waiters are served first in, first out; the service bounds their number. A lease's metadata
/// <see cref="Handle"/> is the lock, with its token and the sign of its loss.</remarks>
public sealed class LockRateLimiter : RateLimiter
{
    private readonly ILockClient _client;
    private readonly LockKey _key;
    private readonly AcquireOptions? _options;

    private long _granted;
    private long _refused;
    private long _waiting;
    private long _held;

    /// <summary>Makes a limiter.</summary>
    /// <param name="client">The client. It stays the caller's.</param>
    /// <param name="key">The lock.</param>
    /// <param name="options">How to take it. Default: as <see cref="AcquireOptions"/> comes.</param>
    public LockRateLimiter(ILockClient client, LockKey key, AcquireOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _key = key;
        _options = options;
    }

    /// <summary>The lock of a lease.</summary>
    public static MetadataName<ILockHandle> Handle { get; } = MetadataName.Create<ILockHandle>("LOCK_HANDLE");

    /// <summary>Always null: a limiter without a lease costs nothing to keep.</summary>
    public override TimeSpan? IdleDuration => null;

    /// <summary>What this process knows: the permit counts as available unless it is taken here.</summary>
    public override RateLimiterStatistics GetStatistics() => new()
    {
        CurrentAvailablePermits = Interlocked.Read(ref _held) > 0 ? 0 : 1,
        CurrentQueuedCount = Interlocked.Read(ref _waiting),
        TotalSuccessfulLeases = Interlocked.Read(ref _granted),
        TotalFailedLeases = Interlocked.Read(ref _refused),
    };

    /// <summary>Tries without blocking: over a network, where no answer is there at once, the answer is no, and a grant
    /// that comes later is given back.</summary>
    /// <param name="permitCount">1; 0 asks whether the permit is free as far as this process knows.</param>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        CheckCount(permitCount);
        if (permitCount == 0 || Interlocked.Read(ref _held) > 0)
        {
            return Conclude(null, isAcquired: permitCount == 0 && Interlocked.Read(ref _held) == 0);
        }

        var options = (_options ?? new AcquireOptions()) with { Wait = TimeSpan.Zero };
        var attempt = _client.TryAcquireAsync(_key, options);
        if (attempt.IsCompletedSuccessfully)
        {
            var handle = attempt.Result;
            return Conclude(handle, handle is not null);
        }

        Background.Watch(GiveBackAsync(attempt), static _ => { });
        return Conclude(null, isAcquired: false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(
        int permitCount, CancellationToken cancellationToken)
    {
        CheckCount(permitCount);
        if (permitCount == 0)
        {
            return Conclude(null, Interlocked.Read(ref _held) == 0);
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            var handle = await _client.TryAcquireAsync(_key, _options ?? new AcquireOptions(), cancellationToken)
                .ConfigureAwait(false);
            return Conclude(handle, handle is not null);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private static void CheckCount(int permitCount)
    {
        if (permitCount > 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(permitCount), permitCount, $"permitCount is {permitCount}; a lock has 1 permit.");
        }
    }

    private static async Task GiveBackAsync(ValueTask<ILockHandle?> attempt)
    {
        try
        {
            if (await attempt.ConfigureAwait(false) is { } late)
            {
                await late.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (LockException)
        {
            // The caller was told no, which stays true.
        }
    }

    private Lease Conclude(ILockHandle? handle, bool isAcquired)
    {
        Interlocked.Increment(ref isAcquired ? ref _granted : ref _refused);
        if (handle is not null)
        {
            Interlocked.Increment(ref _held);
        }

        return new Lease(this, handle, isAcquired);
    }

    private sealed class Lease(LockRateLimiter limiter, ILockHandle? handle, bool isAcquired) : RateLimitLease
    {
        private int _disposed;

        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => handle is null ? [] : [Handle.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = handle is not null && metadataName == Handle.Name ? handle : null;
            return metadata is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && handle is not null && Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                Interlocked.Decrement(ref limiter._held);

                // Goes on in the background: a lease is disposed of without waiting.
                Background.Run(() => handle.DisposeAsync().AsTask(), static _ => { });
            }
        }
    }
}
