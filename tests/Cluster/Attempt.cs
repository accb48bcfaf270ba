namespace LockActors.Cluster;

/// <summary>One try to get a lock, as its client saw it. Times are of this process's monotonic clock.</summary>
internal sealed record Attempt
{
    public required int Worker { get; init; }

    public required string Key { get; init; }

    public required Guid Request { get; init; }

    /// <summary>Whether it waited through <c>LockClient</c>, or called the service by itself.</summary>
    public required bool ByClient { get; init; }

    public required TimeSpan Start { get; init; }

    /// <summary>When it was told that it stands in the queue; null when it never was.</summary>
    public TimeSpan? QueuedAt { get; set; }

    /// <summary>When the answer came; null while there is none.</summary>
    public TimeSpan? End { get; set; }

    public LockOutcome Outcome { get; set; }

    public long Token { get; set; }

    /// <summary>The lease was valid for its holder from <see cref="End"/> until here: its release, or the loss that it
    /// was told of.</summary>
    public TimeSpan ValidUntil { get; set; }

    /// <summary>What came of the release; null when there was none to make.</summary>
    public string? Release { get; set; }
}
