using System.Xml.Linq;

namespace LockActors.House;

/// <summary>What applications add to themselves can be packed.</summary>
public sealed class PackagesTests
{
    [Fact]
    public void Libraries_ArePackedWithADescription() => Report.None(
        ProjectFile.All.Where(project => project.Folder == "src")
            .SelectMany(project => Check(project.Path, Repository.ReadText(project.Path))));

    [Theory]
    [InlineData("<Project Sdk=\"Microsoft.NET.Sdk\" />", "is not packable")]
    [InlineData(
        "<Project Sdk=\"Microsoft.NET.Sdk\"><P><IsPackable>true</IsPackable></P></Project>", "has no description")]
    public void Check_OfALibraryThatDoesNotSay_NamesIt(string xml, string expected) =>
        Report.Some(Check("src/A/A.csproj", xml), $"src/A/A.csproj {expected}");

    private static IEnumerable<string> Check(string path, string xml)
    {
        var project = XDocument.Parse(xml).Root!;
        if (project.Attribute("Sdk")?.Value != "Microsoft.NET.Sdk" || Value("OutputType") == "Exe")
        {
            yield break;
        }

        if (Value("IsPackable") != "true")
        {
            yield return $"{path} is not packable";
        }
        else if (string.IsNullOrWhiteSpace(Value("Description")))
        {
            yield return $"{path} has no description";
        }

        string? Value(string name) => project.Descendants(name).FirstOrDefault()?.Value;
    }
}
