using Xunit;

namespace LockActors.TestKit;

/// <summary>A fact that needs PostgreSQL; it counts as skipped where there is none.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.WhyMissing;

    /// <summary>Whether it needs redis-server as well.</summary>
    public bool WithRedis
    {
        get => Skip == RedisServer.WhyMissing;
        set => Skip ??= value ? RedisServer.WhyMissing : null;
    }
}
