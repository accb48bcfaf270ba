using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LockActors.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Server.Tests;

/// <summary>The OpenAPI document says what the server does.</summary>
public sealed partial class OpenApiTests
{
    private const string Approved = "tests/Server.Tests/Approved/openapi.v1.json";
    private const string ApproveVariable = "LOCKACTORS_APPROVE";
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task Document_IsWhatWasApproved()
    {
        var document = (await ReadAsync()).ToJsonString(Indented) + "\n";
        var path = Path.Combine(Root(), Approved);
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1")
        {
            await File.WriteAllTextAsync(path, document);
        }

        // If a change is meant: run with LOCKACTORS_APPROVE=1 and commit the diff.
        Assert.Equal(await File.ReadAllTextAsync(path), document);
    }

    [Fact]
    public async Task Document_HasEveryRouteOfTheApi_AndNoOther()
    {
        await using var server = await RunningServer.StartAsync();
        var routes = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>() is not null
                && route.RoutePattern.RawText is { } path
                && (path.StartsWith("/v1", StringComparison.Ordinal)
                    || path.StartsWith("/health", StringComparison.Ordinal)))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                .Where(static method => method != "HEAD")
                .Select(method => $"{method.ToLowerInvariant()} {route.RoutePattern.RawText}"));

        var documented = Operations(await ReadAsync(server)).Select(operation => operation.Name);

        Assert.Equal(routes.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Operations_HaveSummaryAnswersSecurityAndParameters()
    {
        await using var server = await RunningServer.StartAsync();
        var guarded = server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(route => route.Metadata.GetMetadata<IAuthorizeData>() is not null)
            .OfType<RouteEndpoint>().Select(route => route.RoutePattern.RawText).ToHashSet();

        var operations = Operations(await ReadAsync(server)).ToList();

        Assert.NotEmpty(operations);
        Assert.All(operations, operation =>
        {
            var (name, body) = operation;
            Assert.EndsWith(".", body["summary"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.All(body["responses"]!.AsObject(), answer => Assert.NotNull(answer.Value!["description"]));
            Assert.NotNull(Assert.Single(body["responses"]!["200"]!["content"]!.AsObject()).Value!["schema"]);
            Assert.Equal(
                name.Contains("{key}", StringComparison.Ordinal),
                body["parameters"]?.AsArray().Any(parameter => (string?)parameter!["in"] == "path") ?? false);
            Assert.Equal(!name.StartsWith("get", StringComparison.Ordinal), body["requestBody"] is not null);
            var isGuarded = guarded.Contains(name.Split(' ')[1]);
            Assert.Equal(isGuarded, body["security"] is not null);
            Assert.Equal(isGuarded, body["responses"]!["401"] is not null && body["responses"]!["403"] is not null);
        });
    }

    [Fact]
    public async Task References_OfTheDocument_LeadSomewhere()
    {
        var document = await ReadAsync();
        var schemas = document["components"]!["schemas"]!.AsObject();

        var references = Reference().Matches(document.ToJsonString()).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(references);
        Assert.All(references, name => Assert.True(schemas.ContainsKey(name), name));
    }

    [Fact]
    public void Examples_OfTheDocuments_AreJson()
    {
        var files = Directory.GetFiles(Path.Combine(Root(), "docs"), "*.md").Append(Path.Combine(Root(), "README.md"));
        var examples = files.SelectMany(file => Example().Matches(File.ReadAllText(file)).Select(match =>
            (File: Path.GetFileName(file), Type: match.Groups[1].Value.Trim(), Text: match.Groups[2].Value))).ToList();

        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            using var parsed = JsonDocument.Parse(example.Text);
            if (example.Type.Length > 0)
            {
                var type = typeof(WireProblem).Assembly.GetType($"LockActors.Wire.{example.Type}", throwOnError: true)!;
                Assert.NotNull(JsonSerializer.Deserialize(example.Text, WireJson.Default.GetTypeInfo(type)!));
            }
        });
    }

    private static IEnumerable<(string Name, JsonNode Body)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key} {path.Key}", operation.Value!);

    private static async Task<JsonNode> ReadAsync()
    {
        await using var server = await RunningServer.StartAsync();
        return await ReadAsync(server);
    }

    private static async Task<JsonNode> ReadAsync(RunningServer server) =>
        JsonNode.Parse(await server.Http.GetStringAsync("/openapi/v1.json"))!;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LockActors.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex("#/components/schemas/([A-Za-z]+)")]
    private static partial Regex Reference();

    [GeneratedRegex("^```json(.*)\n((?:.*\n)*?)```", RegexOptions.Multiline)]
    private static partial Regex Example();
}
