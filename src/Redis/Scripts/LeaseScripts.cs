namespace LockActors.Redis.Scripts;

/// <summary>The changes of a lease store, one script each. <c>KEYS[1]</c> is the lock, whose value is the lease id;
/// <c>KEYS[2]</c> is its fence: the highest token so far, and what is needed to restore the lease.</summary>
/// <remarks>
/// Answers are <c>{code, milliseconds, fence}</c>; the codes are those of <see cref="MasterResultCode"/>. All are safe
/// to repeat. A lock key of another type than string counts as held by a foreign client. A fence beyond 2^53 was never
/// written here, and neither Lua nor JSON could count on from it, so it is none. Source of the compare-and-change
/// form: the Redis documentation's page on distributed locks.
/// </remarks>
internal static class LeaseScripts
{
    private const string Look =
        """
        local held = redis.pcall('GET', KEYS[1])
        if type(held) == 'table' then return {2, redis.call('PTTL', KEYS[1]), 0} end

        """;

    private const string Fence =
        """
        local fence = redis.call('GET', KEYS[2])
        local top = tonumber(fence and string.match(fence, '^%d+') or 0)
        if top > 9007199254740991 then top = 0 end

        """;

    /// <summary>ARGV: lease, ttl, first token, last token, fence text, retention, replaced lease or empty, its most
    /// time left or -1.</summary>
    public static readonly RedisScript Place = new(
        Look + Fence +
        """
        if held and held ~= ARGV[1] then
          local left = redis.call('PTTL', KEYS[1])
          if held ~= ARGV[7] or (ARGV[8] ~= '-1' and left > tonumber(ARGV[8])) then return {2, left, top} end
        end
        if top >= tonumber(ARGV[3]) and not (held == ARGV[1] and top == tonumber(ARGV[4])) then return {3, 0, top} end
        if held then
          redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        else
          redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
        end
        redis.call('SET', KEYS[2], ARGV[5], 'PX', ARGV[6])
        return {1, 0, top}
        """);

    /// <summary>ARGV: lease, ttl or 1 to look only, last token, fence text, retention, 1 to place the lease again where
    /// it is missing, 1 when the fence text says more than the placing did, the longest that a lease can have left:
    /// with more the clock went back, and the lease gets its time anew.</summary>
    public static readonly RedisScript Extend = new(
        Look + Fence +
        """
        if held == ARGV[1] then
          local ttl = tonumber(ARGV[2])
          local left = redis.call('PTTL', KEYS[1])
          if ttl > 1 and (left < ttl or left > tonumber(ARGV[8])) then redis.call('PEXPIRE', KEYS[1], ttl) end
          if not fence or (ARGV[7] == '1' and top <= tonumber(ARGV[3])) then
            redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
          else
            redis.call('PEXPIRE', KEYS[2], ARGV[5])
          end
          return {1, 0, 0}
        end
        if held then return {2, redis.call('PTTL', KEYS[1]), 0} end
        if ARGV[6] ~= '1' then return {4, 0, top} end
        if top > tonumber(ARGV[3]) then return {3, 0, top} end
        redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
        redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
        return {5, 0, top}
        """);

    /// <summary>ARGV: lease, its most time left or -1, the last token with which it was placed or -1. A lease that was
    /// placed again has a higher one, so a removal that was long on its way leaves it alone.</summary>
    public static readonly RedisScript Remove = new(
        Look + Fence +
        """
        if not held then return {4, 0, 0} end
        local left = redis.call('PTTL', KEYS[1])
        if held ~= ARGV[1] or (ARGV[2] ~= '-1' and left > tonumber(ARGV[2])) then return {2, left, 0} end
        if ARGV[3] ~= '-1' and top > tonumber(ARGV[3]) then return {2, left, 0} end
        redis.call('DEL', KEYS[1])
        return {1, 0, 0}
        """);

    /// <summary>ARGV: the longest that a lease can have left, the only value to remove or empty for any. What lasts
    /// longer goes; what has no end is none of a clock's.</summary>
    public static readonly RedisScript RemoveOverlong = new(
        Look +
        """
        if not held then return {4, 0, 0} end
        local left = redis.call('PTTL', KEYS[1])
        if left <= tonumber(ARGV[1]) or (ARGV[2] ~= '' and held ~= ARGV[2]) then return {2, left, 0} end
        redis.call('DEL', KEYS[1])
        return {1, 0, 0}
        """);

    /// <summary>ARGV: a section of <c>INFO</c>. Answers its text.</summary>
    public static readonly RedisScript Info = new("return redis.call('INFO', ARGV[1])");

    private static readonly MasterResultCode[] ToPlace =
        [MasterResultCode.Done, MasterResultCode.HeldByOther, MasterResultCode.FenceTooLow];

    private static readonly MasterResultCode[] ToExtend =
        [.. ToPlace, MasterResultCode.Absent, MasterResultCode.PlacedAgain];

    private static readonly MasterResultCode[] ToRemove =
        [MasterResultCode.Done, MasterResultCode.HeldByOther, MasterResultCode.Absent];

    /// <summary>The answers that a change can give. Another one comes from elsewhere, whatever it says.</summary>
    public static ReadOnlySpan<MasterResultCode> AnswersTo(RedisScript change) =>
        change == Place ? ToPlace : change == Extend ? ToExtend : ToRemove;

    /// <summary>Answers the lock's value, its time left and the fence.</summary>
    public static readonly RedisScript Load = new(
        """
        local held = redis.pcall('GET', KEYS[1])
        if type(held) == 'table' then held = '?' end
        return {held or '', redis.call('PTTL', KEYS[1]), redis.call('GET', KEYS[2]) or ''}
        """);
}
