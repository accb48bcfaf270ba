using Xunit;

namespace LockActors.TestKit;

/// <summary>A theory that needs redis-server; it counts as skipped where there is none.</summary>
public sealed class RedisTheoryAttribute : TheoryAttribute
{
    public RedisTheoryAttribute() => Skip = RedisServer.WhyMissing;
}
