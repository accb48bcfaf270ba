using System.Text.RegularExpressions;

namespace LockActors.House;

/// <summary>docs/CONTRIBUTING.md, "Words": what a text for people does not say.</summary>
internal static partial class Wording
{
    /// <summary>Decisions are history, and the glossary itself names what to avoid.</summary>
    private static readonly string[] Exempt = ["docs/adr/", "docs/CONTRIBUTING.md", "tests/House/Wording"];

    private static readonly string[] Folders =
        ["README.md", "CHANGELOG.md", "docs/", "samples/", "src/", "tests/", "bench/"];
    private static readonly string[] Kinds = [".md", ".cs", ".js", ".html", ".css"];

    public static bool IsPublic(string path) =>
        Folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal))
        && Kinds.Contains(Path.GetExtension(path))
        && !Exempt.Any(exempt => path.StartsWith(exempt, StringComparison.Ordinal));

    public static IEnumerable<string> Check(string path, string text) =>
        Avoided().Matches(text).Concat(AvoidedInNames().Matches(text)).Select(match =>
            $"{path}:{text.AsSpan(0, match.Index).Count('\n') + 1} says '{match.Value}'");

    [GeneratedRegex(
        @"\b(?:(?:no|some|every)body(?:'s)?|whoever|the others|those (?:that|who)|(?:stops?|stopped) believing"
        + @"|belie(?:f|ves?|ved)|taken for|as good as dead|is at it|the house|the way of an acquire|pains"
        + @"|suffers? from|the later the stronger)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Avoided();

    /// <summary>Within the names of tests and code.</summary>
    [GeneratedRegex(@"(?<=\w)(?:(?:No|Some|Every)body|Whoever|Belie[fv])\w*")]
    private static partial Regex AvoidedInNames();
}
