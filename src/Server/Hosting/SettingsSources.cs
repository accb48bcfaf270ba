using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace LockActors.Server.Hosting;

/// <summary>Where settings come from, later ones first: the command line, the environment (<c>LOCKACTORS_...</c>), and
/// the section <c>LockActors</c> of a JSON file.</summary>
internal sealed class SettingsSources
{
    public const string Section = "LockActors";
    public const string EnvironmentPrefix = "LOCKACTORS_";
    private const string DefaultFile = "appsettings.json";

    private readonly CommandLine _line;
    private readonly string _file;
    private readonly IConfigurationRoot _root;

    /// <exception cref="LockHostException">The JSON file is missing or is no JSON.</exception>
    public SettingsSources(CommandLine line)
    {
        _line = line;
        _file = line.File ?? DefaultFile;
        _root = new ConfigurationBuilder()
            .AddConfiguration(ReadFile(_file, mustExist: line.File is not null).GetSection(Section))
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
    public IReadOnlyList<(string Value, string Origin)>? FindList(string path)
    {
        foreach (var provider in _root.Providers.Reverse())
        {
            if (provider.TryGet(path, out var text) && text is { Length: > 0 })
            {
                var origin = OriginOf(provider, path);
                return [.. text.Split(',', StringSplitOptions.TrimEntries).Select(item => (item, origin))];
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
        MemoryConfigurationProvider => _line.Origins.GetValueOrDefault(path, $"--{path}"),
        EnvironmentVariablesConfigurationProvider =>
            EnvironmentPrefix + path.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant(),
        _ => $"{Section}:{path} in {Path.GetFileName(_file)}",
    };

    private static IConfigurationRoot ReadFile(string file, bool mustExist)
    {
        var full = Path.GetFullPath(file);
        try
        {
            return new ConfigurationBuilder().AddJsonFile(full, optional: !mustExist, reloadOnChange: false).Build();
        }
        catch (FileNotFoundException)
        {
            throw new LockHostException(
                $"{CommandLine.SettingsFlag} names '{file}', which is not there.", LockHost.UsageExitCode);
        }
        catch (InvalidDataException error)
        {
            throw new LockHostException(
                $"{Path.GetFileName(file)} is no JSON file of settings: {error.GetBaseException().Message}",
                LockHost.UsageExitCode);
        }
    }
}
