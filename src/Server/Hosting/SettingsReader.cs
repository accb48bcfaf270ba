using System.Globalization;
using System.Net;

namespace LockActors.Server.Hosting;

/// <summary>Reads settings by name and collects what is wrong with them, in one line each that names the setting, its
/// value and the limit.</summary>
public sealed class SettingsReader
{
    private static readonly (string Unit, TimeSpan Span)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    private readonly SettingsSources _sources;
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _errors = [];

    internal SettingsReader(SettingsSources sources) => _sources = sources;

    /// <summary>What is wrong, one line for each setting.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Whether a setting was given.</summary>
    /// <param name="path">The setting, for example <c>Store:Kind</c>.</param>
    public bool IsSet(string path) => Find(path) is not null;

    /// <summary>Reads a text.</summary>
    /// <param name="path">The setting.</param>
    /// <param name="fallback">Its value when it is not given.</param>
    public string Text(string path, string fallback = "") => Find(path)?.Value ?? fallback;

    /// <summary>Reads a list: one text with commas, or one setting for each item (<c>Name:0</c>,
    /// <c>Name:1</c>).</summary>
    /// <param name="path">The setting.</param>
    /// <param name="isValid">Whether an item is one. What is not is shown up to its first comma only, because
    /// connection strings hold passwords.</param>
    /// <param name="limit">What items must be.</param>
    public IReadOnlyList<string> List(string path, Func<string, bool> isValid, string limit)
    {
        ArgumentNullException.ThrowIfNull(isValid);
        _known.Add(path);
        var found = _sources.FindList(path) ?? [];
        foreach (var (value, origin) in found.Where(item => !isValid(item.Value)))
        {
            var shown = value.Contains('@', StringComparison.Ordinal) ? "(not shown)" : value.Split(',')[0];
            Add(origin, shown, limit);
        }

        return [.. found.Select(item => item.Value)];
    }

    /// <summary>Reads a whole number.</summary>
    /// <param name="path">The setting.</param>
    /// <param name="fallback">Its value when it is not given.</param>
    /// <param name="lowest">The lowest that is allowed.</param>
    /// <param name="highest">The highest that is allowed.</param>
    public int Number(string path, int fallback, int lowest, int highest) => Read(
        path,
        fallback,
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= lowest && number <= highest ? number : null,
        $"{lowest} to {highest}");

    /// <summary>Reads a time: <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c> or <c>hh:mm:ss</c>.</summary>
    /// <param name="path">The setting.</param>
    /// <param name="fallback">Its value when it is not given.</param>
    /// <param name="lowest">The shortest that is allowed.</param>
    /// <param name="highest">The longest that is allowed.</param>
    public TimeSpan Time(string path, TimeSpan fallback, TimeSpan lowest, TimeSpan highest) => Read(
        path,
        fallback,
        text => TimeOf(text) is { } time && time >= lowest && time <= highest ? time : null,

        // A number without its unit may well lie in the range.
        $"{(HasNoUnit(Text(path)) ? "a time with its unit, " : "")}{Show(lowest)} to {Show(highest)}");

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <param name="path">The setting.</param>
    /// <param name="fallback">Its value when it is not given.</param>
    public bool Switch(string path, bool fallback = false) => Read<bool>(
        path, fallback, text => bool.TryParse(text, out var value) ? value : null, "true or false");

    /// <summary>Reads one of a few words, in any case.</summary>
    /// <typeparam name="T">The words.</typeparam>
    /// <param name="path">The setting.</param>
    /// <param name="fallback">Its value when it is not given.</param>
    public T Choice<T>(string path, T fallback)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return Read(
            path,
            fallback,
            text => names.Contains(text, StringComparer.OrdinalIgnoreCase)
                ? Enum.Parse<T>(text, ignoreCase: true) : null,
            Join([.. names.Select(name => name.ToLowerInvariant())]));
    }

    /// <summary>Reads an IP address.</summary>
    /// <param name="path">The setting.</param>
    /// <param name="fallback">Its value when it is not given.</param>
    public IPAddress Address(string path, IPAddress fallback)
    {
        if (Find(path) is not var (text, origin))
        {
            return fallback;
        }

        if (IPAddress.TryParse(text, out var address))
        {
            return address;
        }

        Add(origin, text, "an IP address");
        return fallback;
    }

    /// <summary>Says that a setting is wrong.</summary>
    /// <param name="path">The setting.</param>
    /// <param name="limit">What it must be.</param>
    public void Refuse(string path, string limit)
    {
        var (value, origin) = Find(path) ?? ("", path);
        Add(origin, value, limit);
    }

    /// <summary>Says that settings do not go together.</summary>
    /// <param name="path">The setting that is named first.</param>
    /// <param name="reason">What is wrong, to follow the setting's name.</param>
    public void Contradict(string path, string reason) => _errors.Add($"{Find(path)?.Origin ?? path} {reason}.");

    /// <summary>Runs a check that throws <see cref="ArgumentException"/> with a sentence about a setting.</summary>
    /// <param name="section">The section that is checked.</param>
    /// <param name="check">The check.</param>
    public void Check(string section, Action check)
    {
        ArgumentNullException.ThrowIfNull(check);
        try
        {
            check();
        }
        catch (ArgumentException error)
        {
            // Without the parameter's name that .NET adds in brackets, and the second line of some.
            var sentence = error.Message.Split(" (Parameter ", 2)[0].Split('\n', 2)[0].TrimEnd();
            var path = $"{section}:{error.ParamName ?? sentence.Split(' ', 2)[0]}";
            _errors.Add($"{Find(path)?.Origin ?? section}: {sentence}");
        }
    }

    /// <summary>Says which settings were given that nobody reads.</summary>
    internal void RefuseUnknown()
    {
        foreach (var (path, origin) in _sources.All().Where(set => !IsKnown(set.Path)))
        {
            _errors.Add($"{origin} is not a setting of this server.");
        }
    }

    private static bool HasNoUnit(string text) => TimeOf(text) is null && text is [.., >= '0' and <= '9'];

    private static TimeSpan? TimeOf(string text)
    {
        foreach (var (unit, span) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(
                    text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture, out var count)
                && count <= TimeSpan.MaxValue / span / 2)
            {
                return span * count;
            }
        }

        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;
    }

    private static string Show(TimeSpan span)
    {
        var (unit, length) = Units.LastOrDefault(
            unit => span >= unit.Span && span.Ticks % unit.Span.Ticks == 0, Units[1]);
        return $"{span / length:0.###}{unit}";
    }

    private static string Join(string[] words) => $"{string.Join(", ", words[..^1])} or {words[^1]}";

    private (string Value, string Origin)? Find(string path)
    {
        _known.Add(path);
        return _sources.Find(path);
    }

    private T Read<T>(string path, T fallback, Func<string, T?> parse, string limit)
        where T : struct
    {
        if (Find(path) is not var (text, origin))
        {
            return fallback;
        }

        if (parse(text) is { } value)
        {
            return value;
        }

        Add(origin, text, limit);
        return fallback;
    }

    private void Add(string origin, string value, string limit) =>
        _errors.Add($"{origin} is '{value}'; it must be {limit}.");

    private bool IsKnown(string path) =>
        _known.Contains(path)
        || (path.LastIndexOf(':') is > 0 and var at
            && int.TryParse(path.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && _known.Contains(path[..at]));
}
