using StackExchange.Redis;

namespace LockActors.Redis.Recipes;

/// <summary>What fenced and timestamped writes have in common: a value that bears an order.</summary>
internal static class OrderedWrites
{
    public static async Task<OrderedWriteResult> WriteAsync(
        IDatabase database, string key, string value, long order, TimeSpan? ttl, bool again)
    {
        var result = (long[])(await database.RunAsync(
            RecipeScripts.OrderedWrite,
            [key],
            order,
            value,
            RecipeScripts.Milliseconds(ttl),
            again ? 1 : 0).ConfigureAwait(false))!;
        return new OrderedWriteResult(result[0] == 1, result[1]);
    }

    public static async Task<string?> ReadAsync(IDatabase database, string key) =>
        await database.HashGetAsync(key, "value").ConfigureAwait(false);
}
