using System.IO.Compression;
using System.Xml.Linq;

namespace LockActors.Packages;

/// <summary>What a package says of itself.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Description">Its description.</param>
/// <param name="License">Its licence expression.</param>
/// <param name="Dependencies">Id and version of each.</param>
internal sealed record Nuspec(
    string Id,
    string Version,
    string Description,
    string License,
    IReadOnlyList<(string Id, string Version)> Dependencies)
{
    public static Nuspec Read(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        using var file = archive.Entries.Single(
            static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var all = XDocument.Load(file).Descendants().ToList();
        return new Nuspec(
            Value("id"),
            Value("version"),
            Value("description"),
            Value("license"),
            [
                .. all.Where(static element => element.Name.LocalName == "dependency")
                    .Select(static element => (element.Attribute("id")!.Value, element.Attribute("version")!.Value)),
            ]);

        string Value(string name) => all.FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";
    }
}
