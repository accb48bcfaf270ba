namespace LockActors.Packages;

/// <summary>An application that adds a package restores without a warning.</summary>
[Collection(PackedCollection.Name)]
public sealed class RestoreTests(Packed packed)
{
    private const string Worker = "Microsoft.NET.Sdk.Worker";

    /// <summary>NU1605 is the error of an application that names an older version than a package asks for.</summary>
    [Theory]
    [InlineData("LockActors")]
    [InlineData("LockActors.Client.Orleans")]
    [InlineData("LockActors.Redis")]
    [InlineData("LockActors.OpenTelemetry")]
    public async Task Restore_OnTheFirstHostingOfNet10_HasNoDowngrade(string package) =>
        await RestoreAsync(Worker, "Microsoft.Extensions.Hosting 10.0.0", package);

    [Fact]
    public async Task Restore_OnTheFirstExtensionsOfNet10_HasNoDowngrade() => await RestoreAsync(
        Worker,
        "Microsoft.Extensions.Hosting 10.0.0",
        "Microsoft.Extensions.DependencyInjection.Abstractions 10.0.0",
        "Microsoft.Extensions.Logging.Abstractions 10.0.0",
        "Microsoft.Extensions.Options 10.0.0",
        "LockActors.Client",
        "LockActors.Client.Http",
        "LockActors.Actors");

    /// <summary>Orleans asks for newer packages than ours do, and ours for nothing beyond that.</summary>
    [Fact]
    public async Task Restore_OfASiloOnTheHostingOfOrleans_HasNoDowngrade() => await RestoreAsync(
        Worker,
        "Microsoft.Extensions.Hosting 10.0.5",
        "Microsoft.Orleans.Server 10.4.2",
        "LockActors",
        "LockActors.Grains",
        "LockActors.OpenTelemetry",
        "LockActors.Redis",
        "LockActors.Redis.Recipes");

    [Fact]
    public async Task Restore_OfAServer_HasNoDowngrade() => await RestoreAsync(
        "Microsoft.NET.Sdk.Web", "Microsoft.AspNetCore.OpenApi 10.0.0", "LockActors.Actors", "LockActors.Server");

    private async Task RestoreAsync(string sdk, params string[] packages) => await Dotnet.SucceedAsync(
        packed.Application(sdk, "", packages), "restore", "-nologo", "-v", "minimal");
}
