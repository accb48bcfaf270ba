using StackExchange.Redis;

namespace LockActors.Redis;

/// <summary>The one place that knows in what StackExchange.Redis 1.2.6 (portable lane) and 2.x (full lane)
/// differ.</summary>
internal static class RedisCompatibility
{
    /// <summary>Commands fail at once while there is no connection, instead of waiting for one.</summary>
    public static void FailFast(ConfigurationOptions options)
    {
#if !REDIS_V1
        options.BacklogPolicy = BacklogPolicy.FailFast;
#endif
        options.AbortOnConnectFail = false;
    }

    /// <summary>A channel whose name is taken literally.</summary>
    public static RedisChannel Channel(string name) =>
#if REDIS_V1
        new(name, RedisChannel.PatternMode.Literal);
#else
        RedisChannel.Literal(name);
#endif
}
