using System.Xml.Linq;

namespace LockActors.House;

/// <summary>Whom a project knows, by its project file. Names are without the leading "LockActors.".</summary>
internal sealed record ProjectFile(
    string Name, string Folder, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    public string Path { get; init; } = "";

    public static IReadOnlyList<ProjectFile> All { get; } =
    [
        .. Repository.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal)).Select(Read),
    ];

    public static ProjectFile Parse(string path, string xml)
    {
        var document = XDocument.Parse(xml);
        return new ProjectFile(
            ShortName(path),
            path.Split('/')[0],
            [.. Included(document, "ProjectReference").Select(ShortName)],
            [.. Included(document, "PackageReference")])
        {
            Path = path,
        };
    }

    private static ProjectFile Read(string path) => Parse(path, Repository.ReadText(path));

    private static IEnumerable<string> Included(XDocument document, string item) =>
        document.Descendants(item).Select(element => element.Attribute("Include")?.Value ?? "");

    private static string ShortName(string path) =>
        System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/')).Replace("LockActors.", "");
}
