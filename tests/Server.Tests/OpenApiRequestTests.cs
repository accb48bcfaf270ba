using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LockActors.Server.Tests;

/// <summary>What the OpenAPI document says of requests is what the server takes, so that a client made of the document
/// can send them.</summary>
public sealed partial class OpenApiRequestTests
{
    [Fact]
    public async Task Parameters_HaveTheRangesValuesAndDefaultsOfTheServer()
    {
        await using var server = await RunningServer.StartAsync();
        var found = new List<string>();
        foreach (var (method, path, operation) in await OperationsAsync(server))
        {
            foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
            {
                var (name, schema) = ((string?)parameter!["name"], parameter["schema"]!);
                foreach (var (value, isGood) in ValuesOf(schema))
                {
                    using var response = await server.SendAsync(method, $"{path}?{name}={value}");

                    Assert.True(isGood == ((int)response.StatusCode != 400), $"{method} {path}?{name}={value}");
                    found.Add($"{name}={value}");
                }
            }
        }

        // A client with 32 bits would cut off a fencing token.
        string[] some = ["limit=1000", "limit=0", "state=heldOutside", "state=other", $"token={long.MaxValue}"];
        Assert.All(some, one => Assert.Contains(one, found));
    }

    [Fact]
    public async Task Bodies_AreRequired_AndTheirFields_WhereTheServerRefusesThemOtherwise()
    {
        await using var server = await RunningServer.StartAsync();
        var schemas = (await ReadAsync(server))["components"]!["schemas"]!;
        foreach (var (method, path, operation) in await OperationsAsync(server))
        {
            if (operation["requestBody"] is not { } body)
            {
                continue;
            }

            var type = (string)body["content"]!["application/json"]!["schema"]!["$ref"]!;
            var required = schemas[type.Split('/')[^1]]!["required"]?.AsArray().Select(name => (string)name!).ToList();

            using var response = await server.SendAsync(method, path, "{}");
            var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

            Assert.Equal(required is not null, (bool?)body["required"] == true);
            Assert.Equal(required is not null, (int)response.StatusCode == 400);
            if (required is not null)
            {
                Assert.Contains((string?)problem["field"], required);
                Assert.All(required, name => Assert.False(MayBeNull(schemas, type, name), name));
            }
        }
    }

    [Fact]
    public async Task Texts_NameNothingOfThisProgram()
    {
        await using var server = await RunningServer.StartAsync();

        var text = (await ReadAsync(server)).ToJsonString();

        Assert.DoesNotMatch(Member(), text);
    }

    private static bool MayBeNull(JsonNode schemas, string type, string field) =>
        schemas[type.Split('/')[^1]]!["properties"]![field]!["type"] is JsonArray;

    private static IEnumerable<(string Value, bool IsGood)> ValuesOf(JsonNode schema)
    {
        foreach (var value in schema["enum"]?.AsArray() ?? [])
        {
            yield return ((string)value!, true);
        }

        if (schema["enum"] is not null)
        {
            yield return ("other", false);
        }

        if ((string?)schema["type"] == "integer")
        {
            var (least, greatest) = (Whole(schema["minimum"]), Whole(schema["maximum"]));
            Assert.Equal(greatest > int.MaxValue ? "int64" : "int32", (string?)schema["format"]);
            Assert.True(schema["default"] is null || Whole(schema["default"]) is var usual && usual >= least);
            yield return ($"{least}", true);
            yield return ($"{greatest}", true);
            yield return ($"{least - 1}", false);
            yield return ($"{greatest + 1}", false);
        }
    }

    private static BigInteger Whole(JsonNode? number) =>
        BigInteger.Parse(number!.ToJsonString(), CultureInfo.InvariantCulture);

    /// <summary>All but the stream of events, which does not end.</summary>
    private static async Task<List<(HttpMethod Method, string Path, JsonNode Body)>> OperationsAsync(
        RunningServer server) =>
    [
        .. from path in (await ReadAsync(server))["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           where path.Key != "/v1/events"
           let address = path.Key.Replace("{key}", "k", StringComparison.Ordinal)
           select (HttpMethod.Parse(operation.Key), address, operation.Value!),
    ];

    private static async Task<JsonNode> ReadAsync(RunningServer server) =>
        JsonNode.Parse(await server.Http.GetStringAsync("/openapi/v1.json"))!;

    [GeneratedRegex(@"\b[A-Z]\w+\.[A-Z]\w+")]
    private static partial Regex Member();
}
