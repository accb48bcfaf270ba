using System.Text.Json;
using System.Text.Json.Nodes;

namespace LockActors.Server.Tests;

/// <summary>What the server answers has the names and types that the OpenAPI document gives it, so that a client made
/// of the document can read it.</summary>
public sealed class OpenApiAnswerTests
{
    private JsonNode _document = null!;

    [Fact]
    public async Task Answers_HaveTheNamesAndTypesOfTheDocument()
    {
        await using var server = await RunningServer.StartAsync();
        _document = JsonNode.Parse(await server.Http.GetStringAsync("/openapi/v1.json"))!;
        var request = new { requestId = "6a1e4f3c2b5d4e8f9a0b1c2d3e4f5a6b", holder = "me", ttlMs = 20_000 };

        var lease = await AskAsync(server, 200, "POST /v1/locks/{key}/acquire", "a/b", request);
        var id = new { leaseId = (string?)lease["leaseId"], ttlMs = 20_000 };
        await AskAsync(server, 409, "POST /v1/locks/{key}/acquire", "a/b", new { holder = "other" });
        await AskAsync(server, 408, "POST /v1/locks/{key}/acquire", "a/b", new { holder = "other", waitMs = 1 });
        await AskAsync(server, 400, "POST /v1/locks/{key}/acquire", "a/b", new { ttlMs = 1 });
        await AskAsync(server, 200, "POST /v1/locks/{key}/renew", "a/b", id);
        await AskAsync(server, 410, "POST /v1/locks/{key}/renew", "unused", id);
        await AskAsync(server, 200, "POST /v1/locks/{key}/confirm", "a/b", new { id.leaseId });
        await AskAsync(
            server, 200, "POST /v1/renew", "", new { renewals = new[] { new { key = "a/b", id.leaseId, id.ttlMs } } });
        await AskAsync(server, 200, "GET /v1/locks", "");
        await AskAsync(server, 200, "GET /v1/locks/{key}", "a/b");
        await AskAsync(server, 200, "POST /v1/locks/{key}/release", "a/b", new { id.leaseId });
        await AskAsync(server, 410, "POST /v1/locks/{key}/release", "a/b", new { leaseId = new string('a', 32) });
        await AskAsync(server, 200, "POST /v1/locks/{key}/acquire", "c", new { holder = "me" });
        await AskAsync(server, 200, "DELETE /v1/locks/{key}", "c");
        await AskAsync(server, 409, "DELETE /v1/locks/{key}", "c");
        await AskAsync(server, 200, "GET /v1/locks/{key}/activity", "a/b");
        await AskAsync(server, 200, "GET /v1/overview", "");
        await AskAsync(server, 200, "GET /v1/cluster", "");
        await AskAsync(server, 200, "GET /v1/status", "");
        await AskAsync(server, 200, "GET /v1/session", "");
        await AskAsync(server, 200, "GET /health/live", "");
        await AskAsync(server, 200, "GET /health/ready", "");
    }

    private async Task<JsonObject> AskAsync(
        RunningServer server, int status, string operation, string key, object? body = null)
    {
        var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);
        using var response = await server.SendAsync(
            HttpMethod.Parse(method),
            path.Replace("{key}", Uri.EscapeDataString(key), StringComparison.Ordinal),
            body is null ? null : JsonSerializer.Serialize(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{operation}: {(int)response.StatusCode} {text}");
        var documented = _document["paths"]![path]![method.ToLowerInvariant()]!["responses"]![$"{status}"];
        Assert.True(documented is not null, $"{operation}: {status} is not documented");
        var schema = documented["content"]![response.Content.Headers.ContentType!.MediaType!]!["schema"]!;
        var answer = JsonNode.Parse(text)!;
        Check(answer, schema, $"{operation} {status}");
        return answer.AsObject();
    }

    private void Check(JsonNode? value, JsonNode schema, string where)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            schema = _document["components"]!["schemas"]![reference.Split('/')[^1]]!;
        }
        else if (schema["oneOf"] is JsonArray choices)
        {
            // A schema that may be null besides.
            schema = choices.Single(choice => (string?)choice!["type"] != "null")!;
            Check(value, schema, where);
            return;
        }

        var types = schema["type"] switch
        {
            JsonArray several => several.Select(type => (string?)type),
            { } one => [(string?)one],
            null => [],
        };
        Assert.True(schema["enum"] is not null || types.Any(type => Is(value, type)), $"{where} is {value}: {schema}");
        switch (value)
        {
            case JsonArray items:
                Assert.All(items, item => Check(item, schema["items"]!, $"{where}[]"));
                break;
            case JsonObject fields:
                CheckFields(fields, schema, where);
                break;
        }

        if (schema["enum"] is JsonArray names)
        {
            Assert.Contains((string?)value, names.Select(name => (string?)name));
        }
    }

    private void CheckFields(JsonObject fields, JsonNode schema, string where)
    {
        foreach (var (name, field) in fields)
        {
            var property = schema["properties"]?[name];
            Assert.True(property is not null, $"{where}.{name} is not documented");
            Check(field, property, $"{where}.{name}");
        }

        Assert.All(
            schema["required"]?.AsArray() ?? [],
            name => Assert.True(fields.ContainsKey((string)name!), $"{where}.{name} is missing"));
    }

    private static bool Is(JsonNode? value, string? type) => (value?.GetValueKind(), type) switch
    {
        (null, "null") => true,
        (JsonValueKind.Object, "object") => true,
        (JsonValueKind.Array, "array") => true,
        (JsonValueKind.String, "string") => true,
        (JsonValueKind.True or JsonValueKind.False, "boolean") => true,
        (JsonValueKind.Number, "number") => true,
        (JsonValueKind.Number, "integer") => value.AsValue().TryGetValue<long>(out _),
        _ => false,
    };
}
