using LockActors.Actors;
using LockActors.Redis;
using LockActors.TestKit;

namespace LockActors.Conformance;

/// <summary>An in-process service that keeps its leases in Redis. Redis has no clock of ours, so time really
/// passes.</summary>
internal sealed class RedisSubject : ServiceUnderTest
{
    private readonly ILeaseStore _store;
    private readonly LocalLockService _service;

    private RedisSubject(IEnumerable<string> masters)
    {
        var options = new RedisLeaseOptions
        {
            Masters = [.. masters],
            YoungMasters = YoungMasters.Allow,

            // What a lock means is tested here, not how fast this machine is.
            CommandTimeout = TimeSpan.FromSeconds(10),
            NodeTimeout = TimeSpan.FromSeconds(5),
        };
        _store = RedisLeaseStores.Create(options, LivedTimeProvider.Instance);
        _service = new LocalLockService(new LocalLockOptions { Store = _store });
    }

    public override ILockService Service => _service;

    public override TimeProvider Time => TimeProvider.System;

    public static Task<ServiceUnderTest> StartAsync(RedisFixture redis, int masters)
    {
        Skip.If(RedisServer.WhyMissing is not null, RedisServer.WhyMissing);
        return Task.FromResult<ServiceUnderTest>(new RedisSubject(redis.EndPoints.Take(masters)));
    }

    public override Task PassAsync(TimeSpan span) => Task.Delay(span, Time);

    public override async ValueTask DisposeAsync()
    {
        _service.Dispose();
        await ((IAsyncDisposable)_store).DisposeAsync();
        await base.DisposeAsync();
    }
}
