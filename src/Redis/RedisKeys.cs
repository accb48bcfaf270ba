using StackExchange.Redis;

namespace LockActors.Redis;

/// <summary>The names of a lock's keys. Both hash to one slot of a Redis Cluster, because the fence's hash tag is the
/// lock's whole name.</summary>
/// <remarks>The lock's key is the prefix and the lock key as it is, so that clients which know only Redis lock the same
/// thing with <c>SET prefix+key value NX PX ttl</c>; only <c>{</c>, <c>}</c> and <c>%</c> are written as <c>%7B</c>,
/// <c>%7D</c> and <c>%25</c>, because braces in a name would change its slot.</remarks>
/// <param name="prefix">What every name begins with.</param>
internal sealed class RedisKeys(string prefix)
{
    public string NameOf(LockKey key) => prefix + Escape(key.Value);

    public RedisKey[] Of(LockKey key)
    {
        var name = NameOf(key);
        return [name, $"{{{name}}}:fence"];
    }

    private static string Escape(string key) => key.AsSpan().IndexOfAny('{', '}', '%') < 0
        ? key
        : key.Replace("%", "%25", StringComparison.Ordinal)
            .Replace("{", "%7B", StringComparison.Ordinal)
            .Replace("}", "%7D", StringComparison.Ordinal);
}
