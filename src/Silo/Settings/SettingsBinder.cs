using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using System.Reflection;
using LockActors.Redis;

namespace LockActors.Silo.Settings;

/// <summary>Binds the settings by the configuration binder and validates them by their annotations. What is wrong is
/// told in one line each, with the argument, variable or place in the file that it came from.</summary>
internal sealed class SettingsBinder
{
    private const string NotShown = "(not shown)";

    private readonly SettingsSources _sources;
    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _errors = [];

    static SettingsBinder()
    {
        TypeDescriptor.AddAttributes(typeof(TimeSpan), new TypeConverterAttribute(typeof(Times)));
        TypeDescriptor.AddAttributes(typeof(IPAddress), new TypeConverterAttribute(typeof(AddressConverter)));
    }

    private SettingsBinder(SettingsSources sources) => _sources = sources;

    /// <summary>Reads all settings.</summary>
    /// <param name="sources">Where they come from.</param>
    /// <param name="settings">The settings; of use when there are no errors.</param>
    /// <returns>What is wrong, one line each.</returns>
    public static IReadOnlyList<string> Bind(SettingsSources sources, out ServerSettings settings)
    {
        var binder = new SettingsBinder(sources);
        binder.Collect();
        settings = new ConfigurationBuilder().AddInMemoryCollection(binder._values).Build().Get<ServerSettings>()
            ?? new ServerSettings();
        foreach (var (path, section) in Sections(settings, ""))
        {
            binder.CheckRanges(path, section);
        }

        // Settings that are wrong each by itself would make a second line here.
        if (binder._errors.Count == 0)
        {
            foreach (var (path, section) in Sections(settings, ""))
            {
                binder.CheckTogether(path, section);
            }
        }

        settings = settings with { Silo = settings.Silo with { MayMovePorts = binder.MayMovePorts(settings.Silo) } };
        return binder._errors;
    }

    private bool MayMovePorts(SiloSettings silo) => silo.IsAlone
        && !_values.ContainsKey($"{nameof(ServerSettings.Silo)}:{nameof(SiloSettings.SiloPort)}")
        && !_values.ContainsKey($"{nameof(ServerSettings.Silo)}:{nameof(SiloSettings.GatewayPort)}");

    /// <summary>Takes each setting from the source that overrides all other ones. Lists are taken whole.</summary>
    private void Collect()
    {
        var known = Leaves(typeof(ServerSettings), "").ToDictionary(
            static leaf => leaf.Path, static leaf => leaf.Property, StringComparer.OrdinalIgnoreCase);
        foreach (var (path, property) in known)
        {
            if (IsList(property))
            {
                var hidesRest = false;
                foreach (var (at, (value, origin)) in (_sources.FindList(path, SplitOf(property)) ?? []).Index())
                {
                    Take($"{path}:{at}", property, value, origin, hidesRest);

                    // What follows an option may be the rest of a password that contains a comma.
                    hidesRest |= value.Contains('=');
                }
            }
            else if (_sources.Find(path) is var (value, origin))
            {
                Take(path, property, value, origin);
            }
        }

        foreach (var (path, origin) in _sources.All().Where(set => !IsKnown(set.Path)))
        {
            _errors.Add($"{origin} is not a setting of this server.");
        }

        bool IsKnown(string path) => known.ContainsKey(path)
            || (path.LastIndexOf(':') is > 0 and var at
                && int.TryParse(path.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
                && known.TryGetValue(path[..at], out var property) && IsList(property));
    }

    private static Func<string, IEnumerable<string>> SplitOf(PropertyInfo list) =>
        list.IsDefined(typeof(HostAndPortAttribute)) ? ConnectionStrings.Split
            : static text => text.Split(',', StringSplitOptions.TrimEntries);

    private void Take(string path, PropertyInfo property, string value, string origin, bool isHidden = false)
    {
        var type = IsList(property) ? typeof(string) : TypeOf(property);
        var isRead = type.IsEnum
            ? Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase)
            : TypeDescriptor.GetConverter(type).IsValid(value);
        if (isRead && (type != typeof(string) || Rules(property).All(rule => rule.IsValid(value))))
        {
            _values[path] = value;
        }
        else
        {
            Refuse(property, value, origin, isHidden);
        }
    }

    private void CheckRanges(string path, object section)
    {
        foreach (var property in section.GetType().GetProperties().Where(static one => IsLeaf(one) && !IsList(one)))
        {
            var full = Join(path, property.Name);
            if (_values.ContainsKey(full)
                && !Rules(property).All(rule => rule.IsValid(property.GetValue(section)))
                && _sources.Find(full) is var (value, origin))
            {
                Refuse(property, value, origin);
            }
        }
    }

    private void CheckTogether(string path, object section)
    {
        if (section is IValidatableObject whole)
        {
            foreach (var result in whole.Validate(new ValidationContext(section)))
            {
                var member = Join(path, result.MemberNames.First());
                _errors.Add($"{_sources.Find(member)?.Origin ?? member} {result.ErrorMessage}.");
            }
        }
    }

    private void Refuse(PropertyInfo property, string value, string origin, bool isHidden = false)
    {
        // A number without its unit may well lie in the range.
        var needsUnit = TypeOf(property) == typeof(TimeSpan)
            && Times.Parse(value) is null && value is [.., >= '0' and <= '9'];
        var limit = (needsUnit ? "a time with its unit, " : "") + LimitOf(property);
        var shown = isHidden ? NotShown : property.IsDefined(typeof(RedactAttribute)) ? WithoutSecrets(value) : value;
        _errors.Add($"{origin} is '{shown}'; it must be {limit}.");
    }

    /// <summary>Of a connection string, what stands before its options.</summary>
    private static string WithoutSecrets(string value) =>
        value.Split(',')[0] is var first && first.AsSpan().IndexOfAny('@', '=') < 0 ? first : NotShown;

    private static string LimitOf(PropertyInfo property)
    {
        var rules = Rules(property);
        var type = TypeOf(property);
        if (rules.OfType<RangeAttribute>().FirstOrDefault() is { } range)
        {
            return $"{Show(range.Minimum)} to {Show(range.Maximum)}";
        }

        return rules.FirstOrDefault()?.ErrorMessage ?? type switch
        {
            { IsEnum: true } => OneOf([.. Enum.GetNames(type).Select(static name => name.ToLowerInvariant())]),
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) => "a whole number",
            _ when type == typeof(TimeSpan) => "such as 500ms, 10s, 5m, 2h or 1d",
            _ when type == typeof(IPAddress) => "an IP address",
            _ => "a text",
        };
    }

    private static string Show(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture) is { } text
        && Times.Parse(text) is { } time ? Ranges.Show(time) : $"{bound}";

    private static string OneOf(string[] words) => $"{string.Join(", ", words[..^1])} or {words[^1]}";

    private static IEnumerable<(string Path, PropertyInfo Property)> Leaves(Type type, string path)
    {
        foreach (var property in type.GetProperties())
        {
            if (IsLeaf(property))
            {
                yield return (Join(path, property.Name), property);
            }
            else if (IsSection(property))
            {
                foreach (var leaf in Leaves(property.PropertyType, Join(path, property.Name)))
                {
                    yield return leaf;
                }
            }
        }
    }

    private static IEnumerable<(string Path, object Section)> Sections(object section, string path)
    {
        yield return (path, section);
        foreach (var property in section.GetType().GetProperties().Where(IsSection))
        {
            foreach (var inner in Sections(property.GetValue(section)!, Join(path, property.Name)))
            {
                yield return inner;
            }
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}:{name}";

    private static IReadOnlyList<ValidationAttribute> Rules(PropertyInfo property) =>
        [.. property.GetCustomAttributes<ValidationAttribute>()];

    private static Type TypeOf(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    private static bool IsList(PropertyInfo property) =>
        property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable));

    private static bool IsLeaf(PropertyInfo property) => property.CanWrite
        && (TypeOf(property).IsValueType || IsList(property)
            || property.PropertyType == typeof(string) || property.PropertyType == typeof(IPAddress));

    private static bool IsSection(PropertyInfo property) => property.CanWrite && !IsLeaf(property);
}
