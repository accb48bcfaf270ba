using System.Globalization;

namespace LockActors.Cli;

/// <summary>Durations as people write them: 500ms, 5s, 2m, 1.5h, or seconds without a unit.</summary>
internal static class Durations
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("", TimeSpan.FromSeconds(1)),
    ];

    /// <summary>Reads a duration. One that is longer than any TimeSpan is read as the longest.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var (unit, length) = Units.First(known => text.EndsWith(known.Unit, StringComparison.Ordinal));
        var isNumber = double.TryParse(
            text.AsSpan(0, text.Length - unit.Length),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number);
        var ticks = Math.Round(number * length.Ticks);
        duration = !isNumber ? default
            : ticks >= TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue
            : new TimeSpan((long)ticks);
        return isNumber;
    }

    /// <summary>The two largest units, for people.</summary>
    public static string Show(TimeSpan duration) => duration switch
    {
        { TotalHours: >= 1 } => string.Create(
            CultureInfo.InvariantCulture, $"{(int)duration.TotalHours}h{duration.Minutes:00}m"),
        { TotalMinutes: >= 1 } => string.Create(
            CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes}m{duration.Seconds:00}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0}s"),
    };

    /// <summary>As it is written on the command line: the largest unit that makes it a whole number.</summary>
    public static string Write(TimeSpan duration)
    {
        var (unit, length) = Units.Where(static known => known.Unit.Length > 0)
            .Last(known => duration.Ticks % known.Length.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / length.Ticks}{unit}");
    }
}
