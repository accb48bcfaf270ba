using System.Globalization;

namespace LockActors;

/// <summary>Options that have a range.</summary>
internal static class Ranges
{
    private static readonly (string Name, TimeSpan Span)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    /// <exception cref="ArgumentOutOfRangeException">It is out of its range; the message names both.</exception>
    public static void Require<T>(T value, T lowest, T highest, string name)
        where T : IComparable<T>
    {
        if (value.CompareTo(lowest) < 0 || value.CompareTo(highest) > 0)
        {
            throw new ArgumentOutOfRangeException(
                name, $"{name} is {Show(value)}; it must be {Show(lowest)} to {Show(highest)}.");
        }
    }

    /// <summary>A time in the largest unit that divides it, such as <c>500ms</c> or <c>10m</c>.</summary>
    public static string Show(TimeSpan time)
    {
        var (name, span) = Units.LastOrDefault(
            unit => Math.Abs(time / unit.Span) >= 1 && time.Ticks % unit.Span.Ticks == 0, Units[1]);
        return string.Create(CultureInfo.InvariantCulture, $"{time / span:0.#######}{name}");
    }

    private static string Show<T>(T value) => value is TimeSpan time ? Show(time) : $"{value}";
}
