using System.Text.Json;
using System.Text.RegularExpressions;

namespace LockActors.House;

/// <summary>The solution holds every project, its filter all that need no Orleans package.</summary>
internal static partial class Solutions
{
    public static IEnumerable<string> CheckSolution(string text, IReadOnlyCollection<ProjectFile> projects) =>
        Compare("LockActors.sln", projects, ProjectPath().Matches(text).Select(match => match.Groups[1].Value));

    public static IEnumerable<string> CheckFilter(string json, IReadOnlyCollection<ProjectFile> projects)
    {
        using var document = JsonDocument.Parse(json);
        var listed = document.RootElement.GetProperty("solution").GetProperty("projects").EnumerateArray()
            .Select(element => element.GetString() ?? "").ToList();
        return Compare("LockActors.Portable.slnf", [.. projects.Where(project => !project.UsesOrleans)], listed);
    }

    private static IEnumerable<string> Compare(
        string solution, IReadOnlyCollection<ProjectFile> projects, IEnumerable<string> listed)
    {
        var actual = listed.Select(path => path.Replace('\\', '/')).ToHashSet();
        var expected = projects.Select(project => project.Path).ToHashSet();
        return expected.Except(actual).Select(path => $"{solution} lacks {path}")
            .Concat(actual.Except(expected).Select(path => $"{solution} must not hold {path}"));
    }

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectPath();
}
