using System.Globalization;
using StackExchange.Redis;

namespace LockActors.Bench.Redis;

/// <summary>Counts commands by <c>INFO commandstats</c>.</summary>
internal static class Commands
{
    /// <summary>The calls of some commands since the server started, added up.</summary>
    public static async Task<long> CountAsync(IDatabase database, params string[] names)
    {
        var info = (string?)await database.ExecuteAsync("INFO", "commandstats") ?? "";
        return info.Split('\n').Sum(line => names.Sum(name => CallsOf(line, $"cmdstat_{name}:calls=")));
    }

    private static long CallsOf(string line, string field) => line.StartsWith(field, StringComparison.Ordinal)
        ? long.Parse(line[field.Length..].Split(',')[0], CultureInfo.InvariantCulture)
        : 0;
}
