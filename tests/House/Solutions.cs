using System.Text.RegularExpressions;

namespace LockActors.House;

/// <summary>The solution holds every project.</summary>
internal static partial class Solutions
{
    public static IEnumerable<string> Check(string text, IReadOnlyCollection<ProjectFile> projects)
    {
        var listed = ProjectPath().Matches(text).Select(match => match.Groups[1].Value.Replace('\\', '/')).ToHashSet();
        var expected = projects.Select(project => project.Path).ToHashSet();
        return expected.Except(listed).Select(path => $"LockActors.sln lacks {path}")
            .Concat(listed.Except(expected).Select(path => $"LockActors.sln must not hold {path}"));
    }

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectPath();
}
