using LockActors.Actors;
using LockActors.Redis.Redlock;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LockActors.Redis;

/// <summary>Makes lease stores in Redis.</summary>
public static class RedisLeaseStores
{
    /// <summary>A lease store on one Redis, or on a Redlock quorum when several masters are named. It connects when
    /// it is first used.</summary>
    /// <param name="options">Where and how; checked here.</param>
    /// <param name="time">The clocks. Default: the system's.</param>
    /// <param name="log">Where failures are logged. Default: nowhere.</param>
    /// <returns>A store, which is also <see cref="IAsyncDisposable"/>.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it and the
    /// range.</exception>
    public static ILeaseStore Create(RedisLeaseOptions options, TimeProvider? time = null, ILoggerFactory? log = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var clocks = time ?? TimeProvider.System;
        var logger = (log ?? NullLoggerFactory.Instance).CreateLogger("LockActors.Redis");
        return options.Masters.Count == 1
            ? new RedisLeaseStore(options, clocks, logger)
            : new RedlockLeaseStore(options, clocks, logger);
    }
}
