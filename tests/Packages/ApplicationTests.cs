namespace LockActors.Packages;

/// <summary>The one package is enough, and what the README shows compiles as it stands.</summary>
[Collection(PackedCollection.Name)]
public sealed class ApplicationTests(Packed packed)
{
    private const string Plain = "Microsoft.NET.Sdk";
    private const string Worker = "Microsoft.NET.Sdk.Worker";
    private const string Hosting = "Microsoft.Extensions.Hosting 10.0.0";
    private const string Package = "LockActors";

    /// <summary>Both kinds of project have usings of their own.</summary>
    [Theory]
    [InlineData(Plain)]
    [InlineData(Worker)]
    public async Task Readme_AsItStands_Compiles(string sdk)
    {
        var blocks = Source.CSharpBlocks();

        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
        {
            await BuildAsync(packed.Application(sdk, block, Hosting, Package));
        }
    }

    [Fact]
    public async Task Readme_CallOfAGrain_Compiles()
    {
        var call = Assert.Single(Source.GrainCalls());

        await BuildAsync(packed.Application(
            Plain,
            $$"""
            using LockActors.Contracts;

            internal static class Program
            {
                private static async Task Main() => await Task.CompletedTask;

                internal static async Task CallAsync(IGrainFactory grains) => await {{call}};
            }
            """,
            Package));
    }

    [Fact]
    public async Task Package_Alone_HasEveryTransport()
    {
        var folder = packed.Application(
            Plain,
            """
            using LockActors.Client;
            using Microsoft.Extensions.DependencyInjection;

            var services = new ServiceCollection();
            services.AddLockClient("far").UseHttp("http://127.0.0.1:8080");
            services.AddLockClient("near").UseLocal();
            var near = services.BuildServiceProvider().GetRequiredKeyedService<ILockClient>("near");
            await using (var handle = await near.AcquireAsync("orders/42"))
            {
                Console.WriteLine($"{handle.Key} is held");
            }

            services.AddLockClient().UseOrleans();
            """,
            Package);

        var (code, output) = await Dotnet.RunAsync(folder, "run");

        // The application lacks Orleans itself.
        Assert.NotEqual(0, code);
        Assert.Contains("orders/42 is held", output, StringComparison.Ordinal);
        Assert.Contains("add the package Microsoft.Orleans.Client", output, StringComparison.Ordinal);
    }

    private static async Task BuildAsync(string folder) =>
        await Dotnet.SucceedAsync(folder, "build", "-nologo", "-v", "quiet");
}
