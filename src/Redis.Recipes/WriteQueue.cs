using StackExchange.Redis;

namespace LockActors.Redis.Recipes;

/// <summary>Writes to one thing are queued and applied one by one, in the order in which they came, by the holder
/// of the queue's lock. A client that only writes waits for no lock.</summary>
/// <remarks>An entry is applied at least once: it leaves the queue after it was applied. The fencing token of the lock
/// keeps an applier that lost its lock from taking entries.</remarks>
/// <param name="database">The Redis that holds the queue.</param>
/// <param name="name">The queue.</param>
/// <param name="maxLength">The most entries. Default: 100,000; range: 1 to 10,000,000.</param>
public sealed class WriteQueue(IDatabase database, string name, int maxLength = 100_000)
{
    private const int HighestMaxLength = 10_000_000;

    private readonly RedisKey[] _keys = [$"{{queue:{name}}}", $"{{queue:{name}}}:state"];
    private readonly int _maxLength = maxLength is >= 1 and <= HighestMaxLength
        ? maxLength
        : throw new ArgumentOutOfRangeException(
            nameof(maxLength), $"maxLength is {maxLength}; it must be 1 to {HighestMaxLength}.");

    /// <summary>Adds a write at the end.</summary>
    /// <param name="write">The write, in a form that the applier understands.</param>
    /// <returns>The write's number, counting from 1; null when the queue is full.</returns>
    public async Task<long?> EnqueueAsync(string write)
    {
        var number = (
            long)await database.RunAsync(RecipeScripts.Enqueue, _keys, write, _maxLength).ConfigureAwait(false);
        return number > 0 ? number : null;
    }

    /// <summary>Applies what is queued, one by one, until the queue is empty or a later applier has begun.</summary>
    /// <param name="token">The fencing token of the lock under which this applies.</param>
    /// <param name="apply">Applies one write. If it throws, the write stays the first of the queue.</param>
    /// <param name="cancellationToken">Ends between two writes; pass the handle's <c>LostToken</c>.</param>
    /// <returns>How many writes were applied and taken out.</returns>
    public async Task<int> DrainAsync(
        FencingToken token,
        Func<long, string, CancellationToken, Task> apply,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(apply);
        for (var applied = 0; ; applied++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var first = (RedisResult[])(await database.RunAsync(RecipeScripts.Peek, _keys, token.Value)
                .ConfigureAwait(false))!;
            if ((long)first[0] != 1)
            {
                return applied;
            }

            var entry = (string)first[1]!;
            var at = entry.IndexOf('|', StringComparison.Ordinal);
            var number = long.Parse(entry.AsSpan(0, at), System.Globalization.CultureInfo.InvariantCulture);
            await apply(number, entry[(at + 1)..], cancellationToken).ConfigureAwait(false);
            if ((long)await database.RunAsync(RecipeScripts.Take, _keys, token.Value, entry).ConfigureAwait(false) != 1)
            {
                return applied;
            }
        }
    }
}
