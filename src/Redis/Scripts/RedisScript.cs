using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace LockActors.Redis.Scripts;

/// <summary>A Lua script, the hash by which Redis knows it, and the check that a reply belongs to its call.</summary>
/// <remarks>A reply can reach the wrong command while a connection is torn down (StackExchange.Redis before 3.4.31), or
/// behind a faulty proxy. So each call carries a number of its own as its last argument, the script returns
/// <c>{reply, number}</c>, and a reply with another number is refused.</remarks>
/// <param name="body">The script; what it returns is the reply. Its own arguments come before the call's
/// number.</param>
internal sealed class RedisScript(string body)
{
    /// <summary>Starts anywhere, so that processes which share a proxy do not count alike.</summary>
    private static long _lastCall = Random.Shared.NextInt64(long.MaxValue / 2);

    public string Text { get; } = $"local function answer()\n{body}\nend\nreturn {{answer(), ARGV[#ARGV]}}";

    public byte[] Hash => field ??= SHA1.HashData(Encoding.UTF8.GetBytes(Text));

    /// <summary>Runs the script.</summary>
    /// <param name="database">The Redis.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="values">Its arguments, and one more element at the end for the call's number.</param>
    /// <exception cref="ForeignReplyException">The reply answers another call; what became of this one is not
    /// known.</exception>
    /// <exception cref="RedisException">Redis refused, or did not answer.</exception>
    public async Task<RedisResult> RunAsync(IDatabase database, RedisKey[] keys, RedisValue[] values)
    {
        var call = NextCall(values);
        RedisResult reply;
        try
        {
            reply = await database.ScriptEvaluateAsync(Hash, keys, values).ConfigureAwait(false);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // A restart or SCRIPT FLUSH: nothing was run, so the text is sent instead, which loads it again.
            call = NextCall(values);
            reply = await database.ScriptEvaluateAsync(Text, keys, values).ConfigureAwait(false);
        }

        return reply.Length == 2 && IsNumber(reply[1], call) ? reply[0] : throw new ForeignReplyException();
    }

    private static long NextCall(RedisValue[] values) => (long)(values[^1] = Interlocked.Increment(ref _lastCall));

    private static bool IsNumber(RedisResult element, long call) =>
        element.Length < 0 && ((RedisValue)element).TryParse(out long number) && number == call;
}
