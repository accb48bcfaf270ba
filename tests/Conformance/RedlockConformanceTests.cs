namespace LockActors.Conformance;

/// <summary>The suite on a Redlock quorum of five masters.</summary>
/// <param name="redis">The servers.</param>
public sealed class RedlockConformanceTests(RedisFixture redis) : ConformanceSuite, IClassFixture<RedisFixture>
{
    /// <inheritdoc/>
    protected override Task<ServiceUnderTest> StartAsync() => RedisSubject.StartAsync(redis, masters: 5);
}
