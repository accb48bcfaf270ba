using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LockActors.Cli.Commands;

/// <summary>Writes what a command found out.</summary>
internal static class Output
{
    public static void Write<T>(bool json, T value, JsonTypeInfo<T> type, string text) =>
        Console.WriteLine(json ? JsonSerializer.Serialize(value, type) : text);

    /// <summary>Columns, as wide as they need to be.</summary>
    public static string Table(IReadOnlyCollection<string[]> rows)
    {
        var widths = rows.First().Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', rows.Select(row =>
            string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }
}
