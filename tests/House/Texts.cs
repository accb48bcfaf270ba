using System.Text.RegularExpressions;

namespace LockActors.House;

/// <summary>What no tracked file may say or be, whatever its kind.</summary>
internal static partial class Texts
{
    private static readonly string[] RootNames =
    [
        ".ci", ".editorconfig", ".gitattributes", ".github", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md",
        "Directory.Build.props", "Directory.Packages.props", "LICENSE", "LockActors.sln", "README.md", "SECURITY.md",
        "bench", "deploy",
        "docker-compose.yml", "docs", "eng", "global.json", "run.sh", "samples", "src", "test.sh", "tests",
    ];

    public static IEnumerable<string> CheckRoot(IEnumerable<string> paths) =>
        paths.Select(path => path.Split('/')[0]).Distinct().Except(RootNames)
            .Select(name => $"{name} does not belong in the root folder");

    public static IEnumerable<string> CheckPackageSources(IEnumerable<string> paths) =>
        paths.Where(path => Path.GetFileName(path).Equals("nuget.config", StringComparison.OrdinalIgnoreCase))
            .Select(path => $"{path}: package sources are the machine's affair");

    public static IEnumerable<string> CheckText(string path, string text) =>
        text.Contains('\0')
            ? []
            : Search(path, text, MachinePath(), "a path of one machine")
                .Concat(Search(path, text, RegistryHost(), "a registry host"))
                .Concat(Search(path, text, LeftoverMarker(), "a leftover marker"));

    private static IEnumerable<string> Search(string path, string text, Regex pattern, string what) =>
        pattern.Matches(text).Select(match =>
            $"{path}:{text.AsSpan(0, match.Index).Count('\n') + 1} holds {what}: {match.Value.Trim()}");

    // The patterns are written so that they do not match themselves.
    [GeneratedRegex(@"(?<![\w.)}*/])/(?:work|root|opt|home|Users)/[\w.]+|\b[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(?:nu[g]et|npm[j]s|my[g]et)\.(?:org|com)\b|\bpkgs\.(?:dev)\.azure\b|\.jfrog\.(?:io)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"\b(?:TO[D]O|FIX[M]E|HA[C]K|XX[X])\b")]
    private static partial Regex LeftoverMarker();
}
