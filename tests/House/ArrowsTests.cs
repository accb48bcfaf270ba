using System.Text.Json;

namespace LockActors.House;

public sealed class ArrowsTests
{
    [Fact]
    public void Projects_PointOneWay() => Report.None(Arrows.Check(ProjectFile.All));

    [Fact]
    public void SrcProjects_AreThoseOfTheDesign() =>
        Assert.Equal(
            Arrows.Allowed.Keys.Order(StringComparer.Ordinal),
            ProjectFile.All.Where(project => project.Folder == "src").Select(project => project.Name)
                .Order(StringComparer.Ordinal));

    [Fact]
    public void ClientApp_AfterARestore_ResolvesNoSilo()
    {
        var assets = "artifacts/obj/LockActors.Client.Orleans/project.assets.json";
        using var document = JsonDocument.Parse(Repository.ReadText(assets));
        var packages = document.RootElement.GetProperty("libraries").EnumerateObject()
            .Select(library => library.Name.Split('/')[0]);
        Report.None(Arrows.CheckResolved(packages));
    }

    [Theory]
    [InlineData("Engine", "Actors", "", "Engine -> Actors is not an arrow of docs/ARCHITECTURE.md")]
    [InlineData("Grains", "Server", "", "Grains -> Server is not an arrow of docs/ARCHITECTURE.md")]
    [InlineData("Server", "", "Microsoft.Orleans.Sdk", "Server -> Microsoft.Orleans.Sdk: only Client.Orleans, ")]
    [InlineData("Client.Orleans", "", "Microsoft.Orleans.Server", "pulls in Microsoft.Orleans.Server: a client")]
    public void Check_OfAWrongArrow_NamesIt(string name, string project, string package, string expected)
    {
        string[] projects = project == "" ? [] : [project];
        string[] packages = package == "" ? [] : [package];

        Report.Some(Arrows.Check([new ProjectFile(name, "src", projects, packages)]), expected);
    }

    [Fact]
    public void Check_OfASiloPackageBehindAProject_NamesIt()
    {
        var contracts = new ProjectFile("Contracts", "src", [], ["Microsoft.Orleans.Runtime"]);
        var client = new ProjectFile("Client.Orleans", "src", ["Contracts"], []);

        Report.Some(Arrows.Check([contracts, client]), "Client.Orleans pulls in Microsoft.Orleans.Runtime");
    }

    [Fact]
    public void CheckResolved_OfASiloPackage_NamesIt() =>
        Report.Some(Arrows.CheckResolved(["xunit", "Microsoft.Orleans.Server"]), "resolves Microsoft.Orleans.Server");

    [Fact]
    public void Parse_OfAProject_ReadsItsReferences()
    {
        var project = ProjectFile.Parse("src/Grains/LockActors.Grains.csproj", """
            <Project>
              <ItemGroup>
                <PackageReference Include="Microsoft.Orleans.Server" />
                <ProjectReference Include="..\Actors\LockActors.Actors.csproj" />
              </ItemGroup>
            </Project>
            """);

        Assert.Equal(("Grains", "src"), (project.Name, project.Folder));
        Assert.Equal(["Actors"], project.Projects);
        Assert.Equal(["Microsoft.Orleans.Server"], project.Packages);
    }
}
