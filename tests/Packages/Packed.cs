using System.Text.Json;
using System.Xml.Linq;

namespace LockActors.Packages;

/// <summary>Every package of this source tree, packed once in a folder of its own under a version of its own, so that
/// no cache can serve another.</summary>
public sealed class Packed : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Source.Root, "artifacts", "packages-test", $"{Guid.NewGuid():N}");
    private string _globalPackages = "";

    /// <summary>The paths of the projects that are packed.</summary>
    public static IReadOnlyList<string> Projects { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Source.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(static path => File.ReadAllText(path)
                .Contains("<IsPackable>true</IsPackable>", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The part of the version behind the dash.</summary>
    public string Suffix { get; } = $"t{Guid.NewGuid():N}";

    /// <summary>Where the packages are.</summary>
    public string Feed => Path.Combine(_folder, "feed");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Feed);
        // Applications of these tests are none of the repository's projects: its settings end here.
        await File.WriteAllTextAsync(Path.Combine(_folder, "Directory.Build.props"), "<Project />");
        await File.WriteAllTextAsync(Path.Combine(_folder, "Directory.Build.targets"), "<Project />");
        await File.WriteAllTextAsync(Path.Combine(_folder, "Directory.Packages.props"), "<Project />");
        _globalPackages = (await Dotnet.SucceedAsync(_folder, "nuget", "locals", "global-packages", "--list"))
            .Split(':', 2)[1].Trim();

        var filter = Path.Combine(_folder, "Packages.slnf");
        await File.WriteAllTextAsync(filter, JsonSerializer.Serialize(new
        {
            solution = new
            {
                path = Path.Combine(Source.Root, "LockActors.sln"),
                projects = Projects.Select(static path => Path.GetRelativePath(Source.Root, path)),
            },
        }));
        await Dotnet.SucceedAsync(
            _folder, "pack", filter, "-c", "Release", "-o", Feed, "--artifacts-path", Path.Combine(_folder, "build"),
            $"-p:VersionSuffix={Suffix}", "-nologo", "-v", "quiet");
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>The folder of an application as <c>dotnet new</c> makes it, with these packages; ours have no version
    /// here and get the one that was packed. The machine's own package sources stay in effect.</summary>
    internal string Application(string sdk, string program, params string[] packages)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, $"{Guid.NewGuid():N}")).FullName;
        var references = packages.Select(package => package.Split(' ')).Select(package => new XElement(
            "PackageReference",
            new XAttribute("Include", package[0]),
            new XAttribute("Version", package.Length > 1 ? package[1] : VersionOf(package[0]))));
        var project = new XElement(
            "Project",
            new XAttribute("Sdk", sdk),
            new XElement(
                "PropertyGroup",
                new XElement("TargetFramework", "net10.0"),
                new XElement("OutputType", "Exe"),
                new XElement("Nullable", "enable"),
                new XElement("ImplicitUsings", "enable"),
                new XElement("TreatWarningsAsErrors", "true"),
                new XElement("MSBuildTreatWarningsAsErrors", "true"),
                // The machine's sources again: one without an index of vulnerabilities.
                new XElement("WarningsNotAsErrors", "NU1900"),
                new XElement("NuGetAuditMode", "all"),
                new XElement("RestoreAdditionalProjectSources", Feed),
                new XElement("RestorePackagesPath", Path.Combine(_folder, "packages")),
                new XElement("RestoreFallbackFolders", _globalPackages)),
            new XElement("ItemGroup", references));
        File.WriteAllText(Path.Combine(folder, "Application.csproj"), project.ToString());
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        return folder;
    }

    private string VersionOf(string id) => Nuspec.Read(Assert.Single(
        Directory.GetFiles(Feed, $"{id}.*.nupkg"), path => Nuspec.Read(path).Id == id)).Version;
}
