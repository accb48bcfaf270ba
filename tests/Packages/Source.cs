using System.Text.RegularExpressions;

namespace LockActors.Packages;

/// <summary>The source tree that these tests pack, and its README.</summary>
internal static partial class Source
{
    private const string Landmark = "LockActors.sln";

    public static string Root { get; } = FindRoot();

    /// <summary>The C# of the README as it stands, a block each.</summary>
    public static IReadOnlyList<string> CSharpBlocks() =>
        [.. Block().Matches(Readme()).Select(static match => match.Groups[1].Value)];

    /// <summary>The calls of a grain that the README shows within its text.</summary>
    public static IReadOnlyList<string> GrainCalls() =>
        [.. GrainCall().Matches(Readme()).Select(static match => match.Groups[1].Value)];

    private static string Readme() => File.ReadAllText(Path.Combine(Root, "README.md"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Landmark)))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above holds {Landmark}.");
    }

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"`(grains\.[^`]+)`")]
    private static partial Regex GrainCall();
}
