using StackExchange.Redis;

namespace LockActors.Redis.Recipes;

/// <summary>Writes a value unless a younger one is there: for writers that carry the time of the fact they report,
/// whose messages may overtake each other. The newest fact stays, in whatever order they arrive.</summary>
/// <remarks>The value lives in a hash with the fields <c>order</c> and <c>value</c>. Where two facts may bear the same
/// time, the first to arrive stays. No lock is needed.</remarks>
/// <param name="database">The Redis that holds the values.</param>
public sealed class TimestampedWrite(IDatabase database)
{
    /// <summary>Writes, unless a fact of the same time or a younger one is there.</summary>
    /// <param name="key">Where to write.</param>
    /// <param name="value">What to write.</param>
    /// <param name="timestamp">The time of the fact, in a unit that all writers share; 0 to 2^53.</param>
    /// <param name="ttl">How long the value and its time are kept. Default: null, for ever; otherwise more than
    /// zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timestamp or the time to live is out of its range.</exception>
    public Task<OrderedWriteResult> WriteAsync(string key, string value, long timestamp, TimeSpan? ttl = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(timestamp);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timestamp, 1L << 53);
        return OrderedWrites.WriteAsync(database, key, value, timestamp, ttl, again: false);
    }

    /// <summary>The value; null when there is none.</summary>
    /// <param name="key">Where to read.</param>
    public Task<string?> ReadAsync(string key) => OrderedWrites.ReadAsync(database, key);
}
