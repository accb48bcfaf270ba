using StackExchange.Redis;

namespace LockActors.Redis.Scripts;

/// <summary>A connection delivered a reply that answers another call, or none that this project makes.</summary>
internal sealed class ForeignReplyException()
    : RedisException("Redis answered another call; whether this one was carried out is not known.");
