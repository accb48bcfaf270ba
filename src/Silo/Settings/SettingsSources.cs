using LockActors.Silo.Hosting;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace LockActors.Silo.Settings;

/// <summary>Where settings come from, later ones first: the command line, the environment (<c>LOCKACTORS_...</c>), and
/// the section <c>LockActors</c> of the JSON file that the command line names. No file is read unasked: one that lies
/// in the working directory may be another program's.</summary>
internal sealed class SettingsSources
{
    public const string Section = "LockActors";
    public const string EnvironmentPrefix = "LOCKACTORS_";
    private const string UsualFile = "appsettings.json";

    private readonly CommandLine _line;
    private readonly string? _file;
    private readonly IConfigurationRoot _root;

    /// <exception cref="ServerHostException">The JSON file is missing or is no JSON.</exception>
    public SettingsSources(CommandLine line)
    {
        _line = line;
        _file = line.SettingsFile;
        _root = new ConfigurationBuilder()
            .AddConfiguration(_file is null ? new ConfigurationBuilder().Build() : ReadFile(_file).GetSection(Section))
            .AddEnvironmentVariables(EnvironmentPrefix)
            .AddInMemoryCollection(line.Settings)
            .Build();
    }

    /// <summary>The value of a setting and what gave it, if anything did.</summary>
    public (string Value, string Origin)? Find(string path)
    {
        foreach (var provider in _root.Providers.Reverse())
        {
            if (provider.TryGet(path, out var value) && value is not null)
            {
                return (value, OriginOf(provider, path));
            }
        }

        return null;
    }

    /// <summary>The values of a setting that is a list, from the source that counts most: one text, or one value for
    /// each item.</summary>
    /// <param name="path">The setting.</param>
    /// <param name="split">Splits one text into the items.</param>
    public IReadOnlyList<(string Value, string Origin)>? FindList(
        string path, Func<string, IEnumerable<string>> split)
    {
        foreach (var provider in _root.Providers.Reverse())
        {
            if (provider.TryGet(path, out var text) && text is { Length: > 0 })
            {
                var origin = OriginOf(provider, path);
                return [.. split(text).Select(item => (item, origin))];
            }

            var items = provider.GetChildKeys([], path).Distinct().Select(name => $"{path}:{name}").ToList();
            if (items.Count > 0)
            {
                return [.. items.Select(item => (Value(provider, item), OriginOf(provider, item)))];
            }
        }

        return null;
    }

    /// <summary>Everything that was set, with what set it. Names of the environment that belong to no section may be
    /// another program's.</summary>
    public IEnumerable<(string Path, string Origin)> All() =>
        from provider in _root.Providers
        from path in Leaves(provider, null)
        where path.Contains(':') || provider is not EnvironmentVariablesConfigurationProvider
        select (path, OriginOf(provider, path));

    private static IEnumerable<string> Leaves(IConfigurationProvider provider, string? parent)
    {
        foreach (var name in provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var path = parent is null ? name : $"{parent}:{name}";
            if (provider.TryGet(path, out var value) && value is not null)
            {
                yield return path;
            }

            foreach (var leaf in Leaves(provider, path))
            {
                yield return leaf;
            }
        }
    }

    private static string Value(IConfigurationProvider provider, string path) =>
        provider.TryGet(path, out var value) ? value ?? "" : "";

    private string OriginOf(IConfigurationProvider provider, string path) => provider switch
    {
        MemoryConfigurationProvider => _line.OriginOf(path),
        EnvironmentVariablesConfigurationProvider =>
            EnvironmentPrefix + path.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant(),
        _ => $"{Section}:{path} in {Path.GetFileName(_file)}",
    };

    /// <summary>Says that a file with settings lies in the working directory and is not read; null where none
    /// does.</summary>
    public static string? Overlooked(CommandLine line)
    {
        try
        {
            var full = Path.GetFullPath(UsualFile);
            return line.SettingsFile is null && File.Exists(full)
                && new ConfigurationBuilder().AddJsonFile(full).Build().GetSection(Section).Exists()
                ? $"{UsualFile} in the working directory is not read; {CommandLine.SettingsFlag} {UsualFile} reads it."
                : null;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IConfigurationRoot ReadFile(string file)
    {
        var full = Path.GetFullPath(file);
        try
        {
            return new ConfigurationBuilder().AddJsonFile(full, optional: false, reloadOnChange: false).Build();
        }
        catch (FileNotFoundException)
        {
            throw new ServerHostException(
                $"{CommandLine.SettingsFlag} names '{file}', which is not there.", ServerHost.UsageExitCode);
        }
        catch (InvalidDataException error)
        {
            throw new ServerHostException(
                $"{Path.GetFileName(file)} is no JSON file of settings: {error.GetBaseException().Message}",
                ServerHost.UsageExitCode);
        }
    }
}
