using System.Globalization;
using System.Text;

namespace LockActors.Server.Metrics;

/// <summary>The text format of Prometheus, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The name of an instrument: underscores for dots, its unit in words, and <c>_total</c> for
    /// counters.</summary>
    public static string NameOf(string name, string? unit, MetricKind kind)
    {
        var suffix = unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        var clean = Clean(name);
        return $"{clean}{(clean.EndsWith(suffix, StringComparison.Ordinal) ? "" : suffix)}"
            + (kind == MetricKind.Counter ? "_total" : "");
    }

    public static void Head(StringBuilder text, string name, string help, MetricKind kind)
    {
        var line = help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        text.Append("# HELP ").Append(name).Append(' ').Append(line).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(kind.ToString().ToLowerInvariant()).Append('\n');
    }

    public static void Labels(StringBuilder text, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(Clean(name)).Append("=\"");
            foreach (var letter in Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
            {
                _ = letter switch
                {
                    '\\' => text.Append("\\\\"),
                    '"' => text.Append("\\\""),
                    '\n' => text.Append("\\n"),
                    _ => text.Append(letter),
                };
            }

            text.Append('"');
        }
    }

    public static void Sample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value switch
        {
            double.PositiveInfinity => "+Inf",
            double.NegativeInfinity => "-Inf",
            double.NaN => "NaN",
            _ => value.ToString("R", CultureInfo.InvariantCulture),
        }).Append('\n');
    }

    private static string Clean(string name)
    {
        if (name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(IsOfAName))
        {
            return name;
        }

        var clean = string.Concat(name.Select(static letter => IsOfAName(letter) ? letter : '_'));
        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? $"_{clean}" : clean;
    }

    private static bool IsOfAName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '_';
}
