using System.ComponentModel;
using System.Globalization;

namespace LockActors.Silo.Settings;

/// <summary>Reads and shows times as settings have them: <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c> or
/// <c>hh:mm:ss</c>.</summary>
/// <remarks>A bare number is refused: .NET would read it as days.</remarks>
internal sealed class Times : TypeConverter
{
    private static readonly (string Name, TimeSpan Span)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    public static TimeSpan? Parse(string text)
    {
        foreach (var (name, span) in Units)
        {
            if (text.EndsWith(name, StringComparison.Ordinal)
                && double.TryParse(
                    text.AsSpan(0, text.Length - name.Length),
                    NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var count)
                && Math.Abs(count) <= TimeSpan.MaxValue / span / 2)
            {
                return span * count;
            }
        }

        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;
    }

    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        Parse((string)value) ?? throw new FormatException($"'{value}' is no time with its unit.");
}
