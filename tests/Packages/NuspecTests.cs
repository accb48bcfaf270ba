namespace LockActors.Packages;

/// <summary>A package depends on what its code uses, at the lowest version that works, and on nothing else.</summary>
[Collection(PackedCollection.Name)]
public sealed class NuspecTests(Packed packed)
{
    /// <summary>Each package with its dependencies. More of them, or a newer one, is a change for every application: it
    /// may no longer restore. Our own are of the same version.</summary>
    private const string Approved = """
        LockActors
          LockActors.Actors
          LockActors.Client
          LockActors.Client.Http
          LockActors.Client.Orleans
        LockActors.Abstractions
          Microsoft.Extensions.DependencyInjection.Abstractions 10.0.0
        LockActors.Actors
          LockActors.Engine
          Microsoft.Extensions.DependencyInjection.Abstractions 10.0.0
          Microsoft.Extensions.Logging.Abstractions 10.0.0
          Microsoft.Extensions.Options 10.0.0
        LockActors.Client
          LockActors.Abstractions
          Microsoft.Extensions.DependencyInjection.Abstractions 10.0.0
          Microsoft.Extensions.Logging.Abstractions 10.0.0
          Microsoft.Extensions.Options 10.0.0
          System.Threading.RateLimiting 10.0.0
        LockActors.Client.Http
          LockActors.Client
          LockActors.Wire
          Microsoft.Extensions.Logging.Abstractions 10.0.0
        LockActors.Client.Orleans
          LockActors.Client
          LockActors.Contracts
          Microsoft.Orleans.Core.Abstractions 10.4.2
        LockActors.Contracts
          LockActors.Abstractions
          Microsoft.Orleans.Core.Abstractions 10.4.2
        LockActors.Engine
          LockActors.Abstractions
        LockActors.Grains
          LockActors.Actors
          LockActors.Contracts
          Microsoft.Orleans.Server 10.4.2
        LockActors.OpenTelemetry
          LockActors.Abstractions
          OpenTelemetry.Api.ProviderBuilderExtensions 1.15.3
        LockActors.Redis
          LockActors.Actors
          StackExchange.Redis 3.4.31
        LockActors.Redis.Recipes
          LockActors.Client
          StackExchange.Redis 3.4.31
        LockActors.Server
          LockActors.Wire
          Microsoft.AspNetCore.OpenApi 10.0.0
          Microsoft.OpenApi 2.7.5
        LockActors.Wire
          LockActors.Abstractions
        lockctl
        """;

    private IReadOnlyList<Nuspec> All { get; } =
    [
        .. Directory.GetFiles(packed.Feed, "*.nupkg").Select(Nuspec.Read).OrderBy(
            static package => package.Id, StringComparer.Ordinal),
    ];

    [Fact]
    public void Dependencies_AreThoseApproved()
    {
        var actual = All.SelectMany(package => package.Dependencies
            .OrderBy(static dependency => dependency.Id, StringComparer.Ordinal).Select(Line).Prepend(package.Id));

        Assert.Equal(Approved, string.Join('\n', actual));
    }

    [Fact]
    public void Packages_AreMadeOfEveryPackableProject()
    {
        Assert.NotEmpty(Packed.Projects);
        Assert.Equal(Packed.Projects.Count, All.Count);
    }

    [Fact]
    public void Packages_HaveOneVersionADescriptionAndALicence()
    {
        var version = Assert.Single(All.Select(static package => package.Version).Distinct());
        Assert.EndsWith($"-{packed.Suffix}", version, StringComparison.Ordinal);
        Assert.All(All, static package => Assert.NotEmpty(package.Description));
        Assert.All(All, static package => Assert.Equal("MIT", package.License));
    }

    /// <summary>Of our own packages without the version, which must be that of this build.</summary>
    private string Line((string Id, string Version) dependency) =>
        All.Any(package => package.Id == dependency.Id && package.Version == dependency.Version)
            ? $"  {dependency.Id}"
            : $"  {dependency.Id} {dependency.Version}";
}
