namespace LockActors;

/// <summary>The limits that a lock service keeps. One set serves a whole service; every limit is checked before
/// anything changes.</summary>
public sealed record LockLimits
{
    /// <summary>The limits of a service that was told nothing else.</summary>
    public static readonly LockLimits Default = new();

    /// <summary>The shortest time to live. Default: 100 ms; range: 10 ms to <see cref="MaxTtl"/>.</summary>
    public TimeSpan MinTtl { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest time to live. Default: 10 minutes; range: <see cref="MinTtl"/> to 24 hours.</summary>
    /// <remarks>A Redlock master that restarted has no vote for this long, so do not make it longer than needed; a
    /// holder that works for longer renews.</remarks>
    public TimeSpan MaxTtl { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many requests may wait for one lock. Default: 1,024; range: 0 to 100,000.</summary>
    public int MaxWaiters { get; init; } = 1024;

    /// <summary>How many times one re-entrancy scope may hold a lock at once. Default: 256; range: 1 to
    /// 10,000.</summary>
    public int MaxHolds { get; init; } = 256;

    /// <summary>The largest block of fencing tokens. Default: 64; range: 1 to 1,024.</summary>
    public int MaxTokenBlock { get; init; } = 64;

    /// <summary>How long a grant that was pushed to a waiter holds until it is confirmed. Default: 2 s; range: 50 ms
    /// to 1 minute.</summary>
    public TimeSpan ConfirmWindow { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a waiter that is not connected keeps its place without asking again. Default: 6 s; range: 50
    /// ms to 10 minutes.</summary>
    public TimeSpan LivenessWindow { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>The pause before the next grant when a holder expired instead of releasing, so that its late writes die
    /// out. Default: none; range: 0 to 5 minutes. Source: the lock-delay of Chubby (Burrows, OSDI 2006) and
    /// Consul.</summary>
    public TimeSpan LockDelay { get; init; }

    /// <summary>Checks a request. Null when it keeps every limit.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="request">The request.</param>
    public LimitViolation? Check(LockKey key, LockRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (key.Value.Length == 0)
        {
            return new("key", $"key must not be empty; it takes 1 to {LockKey.MaxLength} characters.");
        }

        if (request.Id.IsNone)
        {
            return new("requestId", "requestId must be a UUID other than all zero.");
        }

        if (request.Mode != LockMode.Exclusive)
        {
            return new("mode", $"mode {(int)request.Mode} is not known; the modes are: exclusive.");
        }

        if (request.TokenBlock < 1 || request.TokenBlock > MaxTokenBlock)
        {
            return new("tokenBlock", $"tokenBlock is {request.TokenBlock}; it must be 1 to {MaxTokenBlock}.");
        }

        if (request.Hold < TimeSpan.Zero)
        {
            return new("holdMs", $"holdMs is {Milliseconds(request.Hold.Value)}; it must not be negative.");
        }

        if (request.WaitedFor < TimeSpan.Zero)
        {
            return new("waitedMs", $"waitedMs is {Milliseconds(request.WaitedFor)}; it must not be negative.");
        }

        return request.Wait < TimeSpan.Zero
            ? new("waitMs", $"waitMs is {Milliseconds(request.Wait)}; it must be 0 or more.")
            : CheckTtl(request.Ttl);
    }

    /// <summary>Checks a time to live. Null when it is within the limits.</summary>
    /// <param name="ttl">The time to live.</param>
    public LimitViolation? CheckTtl(TimeSpan ttl) => ttl >= MinTtl && ttl <= MaxTtl
        ? null
        : new("ttlMs", $"ttlMs is {Milliseconds(ttl)}; it must be {Milliseconds(MinTtl)} to {Milliseconds(MaxTtl)}.");

    /// <summary>Checks these limits against their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range; the message names both.</exception>
    public void Validate()
    {
        Ranges.Require(MinTtl, TimeSpan.FromMilliseconds(10), MaxTtl, nameof(MinTtl));
        Ranges.Require(MaxTtl, MinTtl, TimeSpan.FromHours(24), nameof(MaxTtl));
        Ranges.Require(MaxWaiters, 0, 100_000, nameof(MaxWaiters));
        Ranges.Require(MaxHolds, 1, 10_000, nameof(MaxHolds));
        Ranges.Require(MaxTokenBlock, 1, 1024, nameof(MaxTokenBlock));
        Ranges.Require(ConfirmWindow, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1), nameof(ConfirmWindow));
        Ranges.Require(LivenessWindow, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(10), nameof(LivenessWindow));
        Ranges.Require(LockDelay, TimeSpan.Zero, TimeSpan.FromMinutes(5), nameof(LockDelay));
    }

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
