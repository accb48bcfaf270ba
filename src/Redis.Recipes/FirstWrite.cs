using StackExchange.Redis;

namespace LockActors.Redis.Recipes;

/// <summary>The first value wins (<c>SET NX</c>), and every writer gets the one that won: for results that several
/// compute at once and that must look the same to every client. No lock is needed.</summary>
/// <param name="database">The Redis that holds the values.</param>
public sealed class FirstWrite(IDatabase database)
{
    /// <summary>Writes if there is no value yet, and answers the one that is there.</summary>
    /// <param name="key">Where to write.</param>
    /// <param name="value">What to write.</param>
    /// <param name="ttl">How long the value is kept. Default: null, for ever; otherwise more than zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time to live is not more than zero.</exception>
    public async Task<FirstWriteResult> WriteAsync(string key, string value, TimeSpan? ttl = null)
    {
        var result = (RedisResult[])(await database.RunAsync(
            RecipeScripts.FirstWrite, [key], value, RecipeScripts.Milliseconds(ttl)).ConfigureAwait(false))!;
        return new FirstWriteResult((long)result[0] == 1, (string)result[1]!);
    }

    /// <summary>The value; null when there is none.</summary>
    /// <param name="key">Where to read.</param>
    public async Task<string?> ReadAsync(string key) => await database.StringGetAsync(key).ConfigureAwait(false);
}
