using LockActors.Redis.Scripts;
using StackExchange.Redis;

namespace LockActors.Redis.Recipes;

/// <summary>The scripts of the recipes. Each keeps everything in the keys that it is given, so it works on a Redis
/// Cluster.</summary>
internal static class RecipeScripts
{
    /// <summary>KEYS: a hash. ARGV: order, value, time to live or 0. Writes unless a greater order was written before;
    /// an equal one writes again where ARGV[4] is 1. Answers whether it wrote, and the order that is there.</summary>
    public static readonly RedisScript OrderedWrite = new(
        """
        local seen = tonumber(redis.call('HGET', KEYS[1], 'order') or '-1')
        local order = tonumber(ARGV[1])
        if seen > order or (seen == order and ARGV[4] ~= '1') then return {0, seen} end
        redis.call('HSET', KEYS[1], 'order', ARGV[1], 'value', ARGV[2])
        if ARGV[3] == '0' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
        return {1, order}
        """);

    /// <summary>KEYS: a string. ARGV: value, time to live or 0. Answers whether it was the first, and the value that
    /// is there.</summary>
    public static readonly RedisScript FirstWrite = new(
        """
        local first
        if ARGV[2] == '0' then
          first = redis.call('SET', KEYS[1], ARGV[1], 'NX')
        else
          first = redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
        end
        if first then return {1, ARGV[1]} end
        return {0, redis.call('GET', KEYS[1])}
        """);

    /// <summary>KEYS: a list, its counter. ARGV: value, the most entries. Answers the entry's number, or 0 when the
    /// queue is full.</summary>
    public static readonly RedisScript Enqueue = new(
        """
        if redis.call('LLEN', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
        local number = redis.call('HINCRBY', KEYS[2], 'last', 1)
        redis.call('RPUSH', KEYS[1], number .. '|' .. ARGV[1])
        return number
        """);

    /// <summary>KEYS: a list, its counter. ARGV: token. Answers the first entry unless a later token has been
    /// seen.</summary>
    public static readonly RedisScript Peek = new(
        """
        local seen = tonumber(redis.call('HGET', KEYS[2], 'token') or '-1')
        if seen > tonumber(ARGV[1]) then return {-1, ''} end
        redis.call('HSET', KEYS[2], 'token', ARGV[1])
        local first = redis.call('LINDEX', KEYS[1], 0)
        if not first then return {0, ''} end
        return {1, first}
        """);

    /// <summary>KEYS: a list, its counter. ARGV: token, entry. Takes the entry out if it is still the first and no
    /// later token has been seen.</summary>
    public static readonly RedisScript Take = new(
        """
        local seen = tonumber(redis.call('HGET', KEYS[2], 'token') or '-1')
        if seen > tonumber(ARGV[1]) or redis.call('LINDEX', KEYS[1], 0) ~= ARGV[2] then return 0 end
        redis.call('LPOP', KEYS[1])
        return 1
        """);

    /// <summary>Runs a script.</summary>
    /// <exception cref="RedisException">Redis refused or did not answer, or answered another call: whether the write
    /// was made is not known.</exception>
    public static Task<RedisResult> RunAsync(
        this IDatabase database, RedisScript script, RedisKey[] keys, params RedisValue[] values) =>
        script.RunAsync(database, keys, [.. values, RedisValue.Null]);

    /// <summary>A time to live for a script; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not more than zero: Redis would drop the value, with the
    /// order that protects it, or keep it for ever.</exception>
    public static long Milliseconds(TimeSpan? ttl) => ttl switch
    {
        null => 0,
        { } some when some > TimeSpan.Zero => (long)Math.Ceiling(some.TotalMilliseconds),
        _ => throw new ArgumentOutOfRangeException(nameof(ttl), $"ttl is {ttl}; it must be more than zero."),
    };
}
