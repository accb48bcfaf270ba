using LockActors.Actors;
using LockActors.Redis;
using LockActors.TestKit;

namespace LockActors.Conformance;

/// <summary>An in-process service that keeps its leases in Redis. Redis has no clock of ours, so time really
/// passes.</summary>
public sealed class RedisSubject : ServiceUnderTest
{
    private readonly ILeaseStore _store;
    private readonly LocalLockService _service;

    private RedisSubject(IEnumerable<string> masters)
    {
        _store = RedisLeaseStores.Create(Options(masters), LivedTimeProvider.Instance);
        _service = new LocalLockService(new LocalLockOptions { Store = _store });
    }

    /// <inheritdoc/>
    public override ILockService Service => _service;

    /// <inheritdoc/>
    public override TimeProvider Time => TimeProvider.System;

    /// <summary>How leases are kept: what a lock means is tested here, not how fast this machine is.</summary>
    /// <param name="masters">Where.</param>
    public static RedisLeaseOptions Options(IEnumerable<string> masters) => new()
    {
        Masters = [.. masters],
        YoungMasters = YoungMasters.Allow,
        CommandTimeout = TimeSpan.FromSeconds(10),
        NodeTimeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Starts a service.</summary>
    /// <param name="redis">The servers.</param>
    /// <param name="masters">How many of them to use.</param>
    public static Task<ServiceUnderTest> StartAsync(RedisFixture redis, int masters)
    {
        Skip.If(RedisServer.WhyMissing is not null, RedisServer.WhyMissing);
        return Task.FromResult<ServiceUnderTest>(new RedisSubject(redis.EndPoints.Take(masters)));
    }

    /// <inheritdoc/>
    public override Task PassAsync(TimeSpan span) => Task.Delay(span, Time);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _service.Dispose();
        await ((IAsyncDisposable)_store).DisposeAsync();
        await base.DisposeAsync();
    }
}
