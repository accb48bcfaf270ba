using System.Net;
using LockActors.Cli.Processes;
using LockActors.TestKit;

namespace LockActors.Cli.Tests;

/// <summary>A server listens where its own settings say, whatever the environment and the working directory say to
/// ASP.NET Core.</summary>
public sealed class ListenerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockactors-listener-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task EndpointOfTheEnvironment_IsRefusedByName()
    {
        using var server = Run(("Kestrel__Endpoints__x__Url", "http://127.0.0.1:0"));

        Assert.Equal(ExitCodes.Usage, await server.ExitCodeAsync());
        Assert.Equal(
            "LockActors (silo): Kestrel:Endpoints:x (environment Kestrel__Endpoints__x__...) asks for a second "
            + "listener; this server listens on Http:Address and Http:Port alone. Unset it.\n",
            await server.Error);
    }

    [Fact]
    public async Task UrlsOfTheEnvironment_AreNotListenedOn()
    {
        var other = FreePorts.Find(1)[0];
        using var server = Run(
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{other}"), ("ASPNETCORE_PREFERHOSTINGURLS", "true"));

        await AssertListensAloneAsync(server, other);
    }

    [Fact]
    public async Task FileOfTheWorkingDirectory_IsNotRead_AndSaidSo()
    {
        var other = FreePorts.Find(1)[0];
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "appsettings.json"),
            $$"""
            {
              "Kestrel": { "Endpoints": { "x": { "Url": "http://127.0.0.1:{{other}}" } } },
              "LockActors": { "Http": { "Port": {{other}}, "Address": "0.0.0.0" }, "Auth": { "Open": true } }
            }
            """);
        using var server = Run();

        await AssertListensAloneAsync(server, other);
        Assert.StartsWith(
            "LockActors (silo): appsettings.json in the working directory is not read; --settings appsettings.json "
            + "reads it.\n",
            await server.Error,
            StringComparison.Ordinal);
    }

    private static async Task AssertListensAloneAsync(Started server, int other)
    {
        var line = await server.ReadLineAsync();
        Assert.StartsWith("LockActors (silo) listening on http://127.0.0.1:", line, StringComparison.Ordinal);
        Assert.DoesNotContain($":{other}", line, StringComparison.Ordinal);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync($"http://127.0.0.1:{other}/health/live"));
        using var live = await http.GetAsync($"{line!.Split(' ')[^1]}/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        server.Signal(Native.SigTerm);
        Assert.Equal(0, await server.ExitCodeAsync());
    }

    private Started Run(params (string Name, string Value)[] environment)
    {
        var start = Executables.OfThisBuild("LockActors.Silo", ["--port", "0"], "LockActors.Silo");
        start.WorkingDirectory = _folder.FullName;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Started.Run(start);
    }
}
