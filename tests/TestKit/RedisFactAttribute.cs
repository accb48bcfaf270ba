using Xunit;

namespace LockActors.TestKit;

/// <summary>A fact that needs redis-server; it counts as skipped where there is none.</summary>
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = RedisServer.WhyMissing;
}
