namespace LockActors.Client.Orleans;

/// <summary>How an <see cref="OrleansLockService"/> works.</summary>
public sealed record OrleansLockOptions
{
    /// <summary>How often a waiting request asks again, which also shows that it lives. Default: 1 s; range: 50 ms to 1
    /// minute. Keep it well below the service's <see cref="LockLimits.LivenessWindow"/>.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How soon a call that failed on the way is tried again, while there is time to wait. Default: 200 ms;
    /// range: 10 ms to 10 s.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Checks these options against their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names both.</exception>
    public void Validate()
    {
        Ranges.Require(PollInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1), nameof(PollInterval));
        Ranges.Require(RetryInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10), nameof(RetryInterval));
    }
}
