namespace LockActors.Client;

/// <summary>How to stand for election.</summary>
public sealed record ElectionOptions
{
    /// <summary>How the lock of the leader is taken. Its time to live is how long candidates wait when a leader dies;
    /// its wait is that of one attempt, and attempts follow each other. Default: <see cref="AcquireOptions"/> as it
    /// comes.</summary>
    public AcquireOptions Acquire { get; init; } = new();

    /// <summary>The pause before another attempt when the service did not answer, or the leader's work failed. Default:
    /// 1 s; more than zero.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Told of what the leader's work or the callbacks throw, and of attempts that failed. Must not throw.
    /// Default: null.</summary>
    public Action<Exception>? OnError { get; init; }
}
