namespace LockActors.House;

/// <summary>The one-way arrows between projects, docs/ARCHITECTURE.md, "Project layout".</summary>
internal static class Arrows
{
    private const string OrleansPackages = "Microsoft.Orleans.";
    private static readonly string[] OrleansProjects = ["Client.Orleans", "Contracts", "Grains", "Silo"];
    private static readonly string[] SiloPackages =
        ["Microsoft.Orleans.Server", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.TestingHost"];

    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Abstractions"] = [],
        ["Engine"] = ["Abstractions"],
        ["Actors"] = ["Engine"],
        ["Redis"] = ["Actors"],
        ["Redis.Recipes"] = ["Client"],
        ["Wire"] = ["Abstractions"],
        ["Client"] = ["Abstractions"],
        ["Client.Http"] = ["Client", "Wire"],
        ["Contracts"] = ["Abstractions"],
        ["Grains"] = ["Actors", "Contracts"],
        ["Client.Orleans"] = ["Client", "Contracts"],
        ["OpenTelemetry"] = ["Abstractions"],
        ["Server"] = ["Wire"],
        ["Silo"] = ["Client.Orleans", "Grains", "OpenTelemetry", "Redis", "Server"],
        ["Cli"] = ["Client.Http"],
        ["LockActors"] = ["Actors", "Client", "Client.Http", "Client.Orleans"],
    };

    public static IEnumerable<string> Check(IReadOnlyCollection<ProjectFile> projects)
    {
        var byName = projects.ToDictionary(project => project.Name);
        return projects.SelectMany(project => CheckOne(project, byName));
    }

    private static IEnumerable<string> CheckOne(ProjectFile project, Dictionary<string, ProjectFile> byName)
    {
        if (project.Folder == "src")
        {
            foreach (var target in project.Projects.Except(Allowed.GetValueOrDefault(project.Name, [])))
            {
                yield return $"{project.Name} -> {target} is not an arrow of docs/ARCHITECTURE.md";
            }

            foreach (var package in project.Packages.Where(IsOrleans).Where(_ => !MayUseOrleans(project)))
            {
                yield return $"{project.Name} -> {package}: only {string.Join(", ", OrleansProjects)} know Orleans";
            }
        }

        if (project.Name == "Client.Orleans")
        {
            var packages = Closure(project, byName).SelectMany(known => known.Packages);
            foreach (var package in packages.Intersect(SiloPackages))
            {
                yield return $"{project.Name} pulls in {package}: a client app must not carry a silo";
            }
        }
    }

    /// <summary>The same for what the restore resolved, packages of packages included.</summary>
    public static IEnumerable<string> CheckResolved(IEnumerable<string> clientPackages) =>
        clientPackages.Intersect(SiloPackages).Select(package => $"a client app resolves {package}");

    private static bool MayUseOrleans(ProjectFile project) => OrleansProjects.Contains(project.Name);

    private static bool IsOrleans(string package) => package.StartsWith(OrleansPackages, StringComparison.Ordinal);

    private static IEnumerable<ProjectFile> Closure(ProjectFile project, Dictionary<string, ProjectFile> byName) =>
        project.Projects.Where(byName.ContainsKey).SelectMany(name => Closure(byName[name], byName)).Prepend(project);
}
