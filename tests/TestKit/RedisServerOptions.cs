namespace LockActors.TestKit;

/// <summary>How to start a <see cref="RedisServer"/>.</summary>
public sealed record RedisServerOptions
{
    /// <summary>Writes every change to disk before it answers, so that a kill loses nothing. Default: false.</summary>
    public bool Durable { get; init; }

    /// <summary>Further arguments of redis-server, such as <c>--maxmemory 1mb</c>. Default: none.</summary>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>How long a start may take before the test fails. Default: 10 seconds.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
