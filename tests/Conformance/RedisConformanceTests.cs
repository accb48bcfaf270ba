namespace LockActors.Conformance;

/// <summary>The suite on one Redis.</summary>
/// <param name="redis">The servers.</param>
public sealed class RedisConformanceTests(RedisFixture redis) : ConformanceSuite, IClassFixture<RedisFixture>
{
    /// <inheritdoc/>
    protected override Task<ServiceUnderTest> StartAsync() => RedisSubject.StartAsync(redis, masters: 1);
}
