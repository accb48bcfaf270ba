using StackExchange.Redis;

namespace LockActors.Redis.Recipes;

/// <summary>Writes a value together with the fencing token of the lock under which it was made, and refuses tokens
/// smaller than the stored one. A holder that lost its lock without noticing, paused for example, cannot overwrite its
/// successor's work.</summary>
/// <remarks>The value lives in a hash with the fields <c>order</c> and <c>value</c>. Source: M. Kleppmann, "How to do
/// distributed locking" (2016).</remarks>
/// <param name="database">The Redis that holds the values; it need not be the one that holds the locks.</param>
public sealed class FencedWrite(IDatabase database)
{
    /// <summary>Writes, unless a later holder has written. One holder may write as often as it likes.</summary>
    /// <param name="key">Where to write.</param>
    /// <param name="value">What to write.</param>
    /// <param name="token">The token of the lock that is held.</param>
    /// <param name="ttl">How long the value and its token are kept. Default: null, for ever; otherwise more than
    /// zero. A token that is gone protects nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time to live is not more than zero.</exception>
    public Task<OrderedWriteResult> WriteAsync(
        string key, string value, FencingToken token, TimeSpan? ttl = null) =>
        OrderedWrites.WriteAsync(database, key, value, token.Value, ttl, again: true);

    /// <summary>The value; null when there is none.</summary>
    /// <param name="key">Where to read.</param>
    public Task<string?> ReadAsync(string key) => OrderedWrites.ReadAsync(database, key);
}
